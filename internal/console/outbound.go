package console

import (
	"sync"

	"github.com/gokernel/gokernel/internal/protocol"
)

// streamLimit is the size up to which texts that wait for the consumer are merged.
const streamLimit = 64 << 10

// Outbound is the one queue on which everything leaves, in the order of the pushes.
// It has one consumer, which calls Take.
//
// A push never blocks and nothing is dropped. The queue counts bytes, and whoever
// makes unbounded output calls waitBelow first.
type Outbound struct {
	mu     sync.Mutex
	room   *sync.Cond
	queue  []*protocol.Outgoing
	bytes  int
	closed bool
	notify func()
}

// NewOutbound makes an empty queue.
func NewOutbound() *Outbound {
	o := &Outbound{notify: func() {}}
	o.room = sync.NewCond(&o.mu)
	return o
}

// SetNotify sets what is called after each push, on the pushing goroutine.
func (o *Outbound) SetNotify(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.notify = f
}

// Push appends messages as one block: nothing comes between them.
func (o *Outbound) Push(messages ...*protocol.Outgoing) {
	o.mu.Lock()
	for _, m := range messages {
		if !o.mergeLocked(m) {
			o.queue = append(o.queue, m)
			o.bytes += m.Size()
		}
	}
	notify := o.notify
	o.mu.Unlock()
	notify()
}

// mergeLocked adds the text of m to the last message if that is the same stream.
func (o *Outbound) mergeLocked(m *protocol.Outgoing) bool {
	text, ok := m.Content.(protocol.Stream)
	if !ok || len(o.queue) == 0 {
		return false
	}
	last := o.queue[len(o.queue)-1]
	before, ok := last.Content.(protocol.Stream)
	if !ok || before.Name != text.Name || string(last.Parent) != string(m.Parent) ||
		len(before.Text)+len(text.Text) > streamLimit {
		return false
	}
	before.Text += text.Text
	merged := *last
	merged.Content = before
	o.bytes += merged.Size() - last.Size()
	o.queue[len(o.queue)-1] = &merged
	return true
}

// Take removes and returns all messages. Only the consumer calls it, and it calls
// Release for each of them later.
func (o *Outbound) Take() []*protocol.Outgoing {
	o.mu.Lock()
	defer o.mu.Unlock()
	taken := o.queue
	o.queue = nil
	return taken
}

// Release says that a message has been sent: its bytes count until then.
func (o *Outbound) Release(m *protocol.Outgoing) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bytes -= m.Size()
	o.room.Broadcast()
}

// waitBelow blocks while more than limit bytes wait and stop is false. Whatever
// makes stop true must call poke.
func (o *Outbound) waitBelow(limit int, stop func() bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.bytes > limit && !o.closed && !stop() {
		o.room.Wait()
	}
}

func (o *Outbound) poke() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.room.Broadcast()
}

// close ends all waiting for room: the process is about to end.
func (o *Outbound) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.room.Broadcast()
}
