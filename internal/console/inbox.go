package console

import (
	"slices"
	"sync"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Inbox holds the Shell requests that the R thread has not taken yet, in the order
// of their arrival. All methods may be called from any goroutine.
type Inbox struct {
	mu    sync.Mutex
	queue []*queued
}

type queued struct {
	msg         *protocol.Message
	arrival     arrival
	aborted     bool // a request before it failed with stop_on_error
	interrupted bool // the user interrupted before it began
}

func (in *Inbox) push(q *queued) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.queue = append(in.queue, q)
}

func (in *Inbox) take() *queued {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.queue) == 0 {
		return nil
	}
	q := in.queue[0]
	in.queue[0] = nil // a large request must not outlive its handling
	in.queue = in.queue[1:]
	return q
}

// remove takes msg out of its place; false if the R thread has it already.
func (in *Inbox) remove(msg *protocol.Message) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	for i, q := range in.queue {
		if q.msg == msg {
			in.queue = slices.Delete(in.queue, i, i+1)
			return true
		}
	}
	return false
}

// abortExecutes marks every waiting execute_request.
func (in *Inbox) abortExecutes() {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, q := range in.queue {
		if q.msg.Header.MsgType == protocol.MsgExecuteRequest {
			q.aborted = true
		}
	}
}

// interruptFirst marks the first waiting execute_request.
func (in *Inbox) interruptFirst() {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, q := range in.queue {
		if q.msg.Header.MsgType == protocol.MsgExecuteRequest {
			q.interrupted = true
			return
		}
	}
}
