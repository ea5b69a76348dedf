package zmqsock

import (
	"fmt"
	"sync"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
	"github.com/rs/zerolog"
)

// Handler takes received messages.
type Handler interface {
	// HandleMessage is called on the goroutine of Run, for Shell, Control and Stdin. It must not block, nor call Close.
	HandleMessage(m *protocol.Message)
}

// Source hands out the messages to send.
type Source interface {
	// Take removes and returns what is queued, in FIFO order. It does not block and may return nothing.
	Take() []*protocol.Outgoing
	// SetNotify sets the function to call after each push, from any goroutine.
	SetNotify(notify func())
}

// Releaser is a Source that counts a message as queued until it was sent. A Source that bounds memory should be one:
// while IOPub is blocked, the loop takes all there is, to find messages on Control.
type Releaser interface {
	// Release is called on the goroutine of Run for each message taken, once it was sent or dropped. It must not block.
	Release(o *protocol.Outgoing)
}

// Options of a Loop. The callbacks may be nil; they are called on the goroutine of Run and must not block.
type Options struct {
	Log               zerolog.Logger
	StuckTimeout      time.Duration            // after which a subscriber that reads nothing is cut off; 0 means 30 s
	OnFirstSubscriber func()                   // IOPub has its first subscriber; what is published now is not lost
	OnUnroutable      func(*protocol.Outgoing) // the client that an input_request was for is gone
	OnFailure         func(error)              // ZeroMQ failed and Run is about to end, without Close; called once at most
}

const (
	defaultStuckTimeout = 30 * time.Second
	// receiveBatch and sendBatch bound how long one direction keeps the other waiting; subscriptions count for themselves.
	receiveBatch = 64
	sendBatch    = 256
	// retryPause is how often a blocked IOPub is tried again; ZeroMQ can not tell when there is room.
	retryPause = 5 * time.Millisecond
	// burst is how many refused messages a second are worth a line in the log.
	burst = 20
)

// Loop is the one user of the sockets. See the ledger in the package comment.
type Loop struct {
	sockets *Sockets
	codec   *protocol.Codec
	handler Handler
	opts    Options
	log     zerolog.Logger
	badLog  zerolog.Logger // thinned out: anybody who reaches a port can cause these lines
	out     outgoing
	greeted bool // had a subscriber
	// blockedSince is when IOPub last stopped taking messages; zero if it takes them.
	blockedSince time.Time

	mu       sync.Mutex
	started  bool
	closing  bool
	deadline time.Time     // of the close
	done     chan struct{} // closed when everything is closed
}

// NewLoop takes over the sockets. It sends with codec what src hands out, and gives what it receives to h.
func NewLoop(s *Sockets, codec *protocol.Codec, h Handler, src Source, o Options) *Loop {
	if o.StuckTimeout <= 0 {
		o.StuckTimeout = defaultStuckTimeout
	}
	l := &Loop{
		sockets: s, codec: codec, handler: h, opts: o, log: o.Log,
		badLog: o.Log.Sample(&zerolog.BurstSampler{Burst: burst, Period: time.Second}),
		done:   make(chan struct{}),
	}
	l.out.source = src
	l.out.releaser, _ = src.(Releaser)
	src.SetNotify(s.waker.wake)
	return l
}

// Run receives and sends until Close is called. It returns early only if ZeroMQ fails; then it calls OnFailure before.
func (l *Loop) Run() {
	if !l.begin() {
		return
	}
	defer close(l.done)
	l.sockets.heartbeat.start()
	if err := l.serve(); err != nil {
		l.log.Error().Err(err).Msg("the kernel can not go on")
		if l.opts.OnFailure != nil {
			l.opts.OnFailure(err)
		}
	}
	l.shutdown()
}

// Close sends what is queued in the Source, then closes all sockets, within about timeout. It returns when that is
// done, also when called again. Any goroutine but that of Run may call it.
func (l *Loop) Close(timeout time.Duration) {
	l.mu.Lock()
	if !l.closing {
		l.closing = true
		l.deadline = time.Now().Add(timeout)
	}
	neverRan := !l.started
	l.started = true
	l.mu.Unlock()
	if neverRan {
		l.shutdown()
		close(l.done)
		return
	}
	l.sockets.waker.wake()
	<-l.done
}

// begin claims the sockets for the caller; it fails if they are claimed or closed.
func (l *Loop) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.started {
		return false
	}
	l.started = true
	return true
}

func (l *Loop) isClosing() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closing
}

// serve returns nil when the loop is to close.
func (l *Loop) serve() error {
	poller := zmq4.NewPoller()
	for _, ch := range inboundOrder {
		poller.Add(*l.sockets.socket(ch), zmq4.POLLIN)
	}
	poller.Add(l.sockets.waker.rx, zmq4.POLLIN)
	poller.Add(l.sockets.iopub, zmq4.POLLIN)
	for {
		l.sockets.waker.arm()
		if l.isClosing() {
			return nil
		}
		polled, err := poller.PollAll(l.flush().pause())
		if err != nil {
			return fmt.Errorf("poll the sockets: %w", err)
		}
		l.sockets.waker.disarm(polled[len(inboundOrder)].Events != 0)
		l.receive(polled[:len(inboundOrder)])
		l.receiveSubscriptions()
	}
}

// shutdown sends the rest and closes. A slow subscriber gets half of the time that is left; then it is cut off, as the
// others need the time to receive what is in their queues.
func (l *Loop) shutdown() {
	l.mu.Lock()
	deadline := l.deadline
	l.mu.Unlock()
	halfway := func() time.Time { return time.Now().Add(time.Until(deadline) / 2) }
	patience := halfway()
	for state := l.flush(); state != drained && time.Now().Before(deadline); state = l.flush() {
		switch {
		case state == blocked && time.Now().After(patience):
			l.cutOff()
			patience = halfway()
		case state == blocked:
			time.Sleep(retryPause)
		}
	}
	if n := l.out.len(); n > 0 {
		l.log.Warn().Int("messages", n).Msg("closed before all messages were sent")
	}
	l.sockets.closeMain(max(0, time.Until(deadline)))
	l.sockets.heartbeat.stop()
}
