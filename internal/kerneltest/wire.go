package kerneltest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"time"

	zmq "github.com/pebbe/zmq4"

	"github.com/gokernel/gokernel/internal/protocol"
)

// wire owns the client's sockets. Only the goroutine in run touches them; everyone
// else hands it commands.
type wire struct {
	ctx     *zmq.Context
	sockets map[protocol.Channel]*zmq.Socket
	wakeIn  *zmq.Socket // run's end of the wake-up pair
	deliver func(ch protocol.Channel, frames [][]byte)
	done    chan struct{}

	mu       sync.Mutex
	wakeOut  *zmq.Socket // the other end; used under mu by any goroutine
	commands []func()
	woken    bool
	closing  bool
	paused   bool // run alone: IOPub is not read
}

// wireOptions are the socket settings of a client.
type wireOptions struct {
	identity    string
	topics      []string
	hwm         int // of the SUB socket; 0 for none
	noReconnect bool
}

func newWire(address func(protocol.Channel) string, o wireOptions, deliver func(protocol.Channel, [][]byte)) (*wire, error) {
	ctx, err := zmq.NewContext()
	if err != nil {
		return nil, err
	}
	ctx.SetRetryAfterEINTR(true)
	w := &wire{ctx: ctx, sockets: map[protocol.Channel]*zmq.Socket{}, deliver: deliver, done: make(chan struct{})}
	if w.wakeIn, err = ctx.NewSocket(zmq.PAIR); err != nil {
		return nil, err
	}
	if w.wakeOut, err = ctx.NewSocket(zmq.PAIR); err != nil {
		return nil, err
	}
	if err := errors.Join(w.wakeIn.Bind("inproc://wake"), w.wakeOut.Connect("inproc://wake")); err != nil {
		return nil, err
	}
	for ch, kind := range map[protocol.Channel]zmq.Type{
		protocol.Shell: zmq.DEALER, protocol.Control: zmq.DEALER, protocol.Stdin: zmq.DEALER, protocol.IOPub: zmq.SUB,
	} {
		s, err := w.open(kind, address(ch), o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", ch, err)
		}
		w.sockets[ch] = s
	}
	go w.run()
	return w, nil
}

func (w *wire) open(kind zmq.Type, address string, o wireOptions) (*zmq.Socket, error) {
	s, err := w.ctx.NewSocket(kind)
	if err != nil {
		return nil, err
	}
	hwm := 0
	if kind == zmq.SUB {
		hwm = o.hwm
	}
	// The short reconnect interval is for kernels that bind after the client connected.
	reconnect := 10 * time.Millisecond
	if o.noReconnect {
		reconnect = -1
	}
	err = errors.Join(s.SetRcvhwm(hwm), s.SetSndhwm(0), s.SetLinger(200*time.Millisecond),
		s.SetReconnectIvl(reconnect), s.SetIpv6(strings.Contains(address, "[")))
	if kind == zmq.SUB {
		for _, topic := range o.topics {
			err = errors.Join(err, s.SetSubscribe(topic))
		}
	} else if o.identity != "" {
		err = errors.Join(err, s.SetIdentity(o.identity))
	}
	return s, errors.Join(err, s.Connect(address))
}

// run polls until close; it is the only user of the sockets.
func (w *wire) run() {
	defer close(w.done)
	channels := []protocol.Channel{protocol.Control, protocol.Stdin, protocol.Shell, protocol.IOPub}
	for {
		poller := zmq.NewPoller()
		poller.Add(w.wakeIn, zmq.POLLIN)
		for _, ch := range channels {
			if ch != protocol.IOPub || !w.paused {
				poller.Add(w.sockets[ch], zmq.POLLIN)
			}
		}
		if _, err := poller.Poll(-1); err != nil && zmq.AsErrno(err) != zmq.Errno(syscall.EINTR) {
			return
		}
		if !w.runCommands() {
			return
		}
		for _, ch := range channels {
			if ch != protocol.IOPub || !w.paused {
				w.receive(ch)
			}
		}
	}
}

// receive takes what is there now, at most a batch, so that commands get their turn.
func (w *wire) receive(ch protocol.Channel) {
	for range 256 {
		frames, err := w.sockets[ch].RecvMessageBytes(zmq.DONTWAIT)
		if err != nil {
			return
		}
		w.deliver(ch, frames)
	}
}

// runCommands returns false when the wire is to stop.
func (w *wire) runCommands() bool {
	w.mu.Lock()
	commands, closing := w.commands, w.closing
	w.commands = nil
	w.wakeIn.RecvBytes(zmq.DONTWAIT) // at most one wake-up is under way
	w.woken = false
	w.mu.Unlock()
	for _, command := range commands {
		command()
	}
	return !closing
}

// do runs f on the socket goroutine soon, in the order of the calls.
func (w *wire) do(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.commands = append(w.commands, f)
	w.wakeLocked()
}

func (w *wire) wakeLocked() {
	if !w.woken {
		w.woken = true
		w.wakeOut.SendBytes([]byte{1}, zmq.DONTWAIT)
	}
}

// close stops run and closes all sockets; what was handed over for sending is sent.
func (w *wire) close() {
	w.mu.Lock()
	if w.closing {
		w.mu.Unlock()
		return
	}
	w.closing = true
	w.wakeLocked()
	w.mu.Unlock()
	<-w.done
	for _, s := range w.sockets {
		s.Close()
	}
	w.wakeIn.Close()
	w.wakeOut.Close()
	w.ctx.Term()
}
