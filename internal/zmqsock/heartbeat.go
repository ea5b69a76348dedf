package zmqsock

import (
	"sync"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
	"github.com/rs/zerolog"
)

// heartbeat echoes whatever clients send to it. A ROUTER echoes pings of many clients, and of clients that ping again
// without having read the answer, which a REP socket would not.
type heartbeat struct {
	ctx     *zmq4.Context
	socket  *zmq4.Socket
	log     zerolog.Logger
	mu      sync.Mutex
	done    chan struct{} // closed when run has returned; nil before start
	stopped bool
}

func newHeartbeat(ctx *zmq4.Context, log zerolog.Logger) *heartbeat {
	return &heartbeat{ctx: ctx, log: log}
}

// start starts the goroutine that owns the socket from now on.
func (h *heartbeat) start() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped || h.done != nil {
		return
	}
	h.done = make(chan struct{})
	go h.run()
}

// run stays in libzmq's own proxy, so that the pulse does not depend on Go's scheduler.
func (h *heartbeat) run() {
	defer close(h.done)
	err := zmq4.Proxy(h.socket, h.socket, nil)
	if zmq4.AsErrno(err) != zmq4.ETERM {
		h.log.Error().Err(err).Stringer("channel", protocol.Heartbeat).
			Msg("heartbeat ended; clients will take the kernel for dead")
	}
	closeSocket(h.socket, 0)
}

// stop ends the echo and returns when its socket is closed. Any goroutine may call it, also twice.
func (h *heartbeat) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		return
	}
	h.stopped = true
	if h.done == nil {
		closeSocket(h.socket, 0)
	}
	_ = h.ctx.Term() // makes Proxy return, then waits for the socket to be closed
	if h.done != nil {
		<-h.done
	}
}
