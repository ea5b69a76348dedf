package kerneltest

import (
	"slices"
	"sync"
	"time"
)

// queue holds the messages of one channel in order of arrival until the test takes them.
type queue struct {
	mu       sync.Mutex
	messages []*Message
	changed  chan struct{} // closed and replaced on every push
}

func newQueue() *queue { return &queue{changed: make(chan struct{})} }

func (q *queue) push(m *Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.messages = append(q.messages, m)
	close(q.changed)
	q.changed = make(chan struct{})
}

// take removes and returns the first message that matches, waiting for it until
// deadline; nil when there is none by then.
func (q *queue) take(deadline time.Time, match func(*Message) bool) *Message {
	// A waiting caller has seen the first messages already; it looks at new ones only.
	seen := 0
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	for {
		q.mu.Lock()
		seen = min(seen, len(q.messages))
		if i := slices.IndexFunc(q.messages[seen:], match); i >= 0 {
			m := q.messages[seen+i]
			q.messages = slices.Delete(q.messages, seen+i, seen+i+1)
			q.mu.Unlock()
			return m
		}
		seen = len(q.messages)
		changed := q.changed
		q.mu.Unlock()
		select {
		case <-changed:
		case <-timer.C:
			return nil
		}
	}
}

// drain removes and returns all messages.
func (q *queue) drain() []*Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.messages
	q.messages = nil
	return all
}

// peek returns the messages without removing them.
func (q *queue) peek() []*Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.messages)
}
