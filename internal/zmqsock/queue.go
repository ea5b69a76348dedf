package zmqsock

import (
	"slices"

	"github.com/gokernel/gokernel/internal/protocol"
)

// heldLimit bounds what is taken out of a Source that is no Releaser while IOPub is blocked.
const heldLimit = 64 << 20

// broadcast is an encoded IOPub message, perhaps sent in part.
type broadcast struct {
	frames [][]byte
	sent   int                // frames
	source *protocol.Outgoing // nil for a welcome
	// settled says that all who get this message have had their welcome, or that it is one.
	settled bool
}

// outgoing holds what was taken out of the Source and is not yet sent. It belongs to the loop goroutine.
type outgoing struct {
	source   Source
	releaser Releaser // nil if the Source is none
	queue    []*protocol.Outgoing
	held     int // bytes taken and not yet released
	// What IOPub takes next, in this order. There is one message at a time; the others stay in the queue.
	current  *broadcast // a message that is begun, or a welcome
	welcomes []string   // subscriptions to be welcomed
	message  *broadcast // not begun
}

// take moves messages from the Source into the queue.
func (q *outgoing) take() {
	if q.releaser == nil && q.held > heldLimit {
		return
	}
	for _, o := range q.source.Take() {
		q.held += o.Size()
		q.queue = append(q.queue, o)
	}
}

// next removes and returns the oldest message, or nil.
func (q *outgoing) next() *protocol.Outgoing {
	if len(q.queue) == 0 {
		q.queue = nil // give the memory of a burst back
		q.take()
	}
	if len(q.queue) == 0 {
		return nil
	}
	o := q.queue[0]
	q.queue[0] = nil
	q.queue = q.queue[1:]
	return o
}

// pull removes and returns the messages for some channels and leaves the others in their order.
func (q *outgoing) pull(channels ...protocol.Channel) []*protocol.Outgoing {
	var pulled []*protocol.Outgoing
	q.queue = slices.DeleteFunc(q.queue, func(o *protocol.Outgoing) bool {
		wanted := slices.Contains(channels, o.Channel)
		if wanted {
			pulled = append(pulled, o)
		}
		return wanted
	})
	return pulled
}

// release tells the Source that a message is done.
func (q *outgoing) release(o *protocol.Outgoing) {
	q.held -= o.Size()
	if q.releaser != nil {
		q.releaser.Release(o)
	}
}

// published tells whether nothing waits for IOPub.
func (q *outgoing) published() bool {
	return q.current == nil && len(q.welcomes) == 0 && q.message == nil
}

// nextWelcome removes and returns the oldest subscription that is to be welcomed.
func (q *outgoing) nextWelcome() (subscription string, ok bool) {
	if len(q.welcomes) == 0 {
		return "", false
	}
	subscription = q.welcomes[0]
	q.welcomes[0] = ""
	if q.welcomes = q.welcomes[1:]; len(q.welcomes) == 0 {
		q.welcomes = nil
	}
	return subscription, true
}

// len counts what is not yet sent.
func (q *outgoing) len() int {
	n := len(q.queue) + len(q.welcomes)
	for _, b := range []*broadcast{q.current, q.message} {
		if b != nil {
			n++
		}
	}
	return n
}
