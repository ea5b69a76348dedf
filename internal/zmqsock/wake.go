package zmqsock

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/pebbe/zmq4"
)

// waker interrupts the poll of the loop. At most one wake-up is under way, however many pushes there are, and none
// while the loop is awake anyway.
type waker struct {
	pending atomic.Bool  // a wake-up is under way or not needed
	rx      *zmq4.Socket // of the loop goroutine

	// A ZeroMQ poll waits for sockets only, so the wake-up must be one. It is sent by whichever goroutine pushes,
	// and a socket must not be used by two at once; hence the one mutex around a socket in this program.
	mu sync.Mutex
	tx *zmq4.Socket // nil after close
}

func newWaker(ctx *zmq4.Context) (*waker, error) {
	const endpoint = "inproc://wake"
	w := &waker{}
	var err error
	if w.rx, err = ctx.NewSocket(zmq4.PAIR); err != nil {
		return w, fmt.Errorf("make the wake-up socket: %w", err)
	}
	if err = w.rx.Bind(endpoint); err != nil {
		return w, fmt.Errorf("bind the wake-up socket: %w", err)
	}
	if w.tx, err = ctx.NewSocket(zmq4.PAIR); err != nil {
		return w, fmt.Errorf("make the wake-up socket: %w", err)
	}
	if err = w.tx.Connect(endpoint); err != nil {
		return w, fmt.Errorf("connect the wake-up socket: %w", err)
	}
	return w, nil
}

// wake makes poll return. Any goroutine may call it, at any time.
func (w *waker) wake() {
	if !w.pending.CompareAndSwap(false, true) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tx != nil {
		// The queue of the pair holds a message or two, so this never blocks.
		_, _ = w.tx.SendBytes(nil, zmq4.DONTWAIT)
	}
}

// arm is called by the loop before it looks for work and then polls: what is pushed after arm wakes it, what was
// pushed before is there to be seen.
func (w *waker) arm() { w.pending.Store(false) }

// disarm is called by the loop after poll; readable says that a wake-up has arrived.
func (w *waker) disarm(readable bool) {
	if readable {
		_, _ = w.rx.RecvBytes(zmq4.DONTWAIT)
	}
	w.pending.Store(true)
}

// close closes both ends; wake does nothing from then on.
func (w *waker) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	closeSocket(w.tx, 0)
	closeSocket(w.rx, 0)
	w.tx = nil
}
