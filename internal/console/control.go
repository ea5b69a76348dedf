package console

import (
	"sync"

	"github.com/gokernel/gokernel/internal/protocol"
)

// controlQueue hands Control requests to their goroutine, in order, without ever
// blocking the socket loop.
type controlQueue struct {
	mu    sync.Mutex
	some  *sync.Cond
	queue []*protocol.Message
}

func newControlQueue() *controlQueue {
	q := &controlQueue{}
	q.some = sync.NewCond(&q.mu)
	return q
}

func (q *controlQueue) push(m *protocol.Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.queue = append(q.queue, m)
	q.some.Signal()
}

func (q *controlQueue) take() *protocol.Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.queue) == 0 {
		q.some.Wait()
	}
	m := q.queue[0]
	q.queue[0] = nil
	q.queue = q.queue[1:]
	return m
}

// runControl serves Control whatever R does.
func (c *Console) runControl() {
	for {
		c.serveControl(c.control.take())
	}
}

// serveControl queues all that a request causes in one step, so that R cannot end the
// process in the middle.
func (c *Console) serveControl(m *protocol.Message) {
	content := c.guarded(func() step { return reply(c.answer(m)) }, errorReply).reply
	messages := []*protocol.Outgoing{statusMessage(m, protocol.Busy)}
	if content == nil {
		c.log.Debug().Str("msg_type", m.Header.MsgType).Msg("unknown request on control")
	} else {
		if m.Header.MsgType == protocol.MsgShutdownRequest {
			messages = append(messages, m.Publish(protocol.MsgShutdownReply, content))
		}
		replyType, _ := protocol.ReplyType(m.Header.MsgType)
		messages = append(messages, m.Reply(replyType, content))
	}
	c.out.Push(append(messages, statusMessage(m, protocol.Idle))...)
	if m.Header.MsgType == protocol.MsgShutdownRequest {
		c.Shutdown() // only now: R may end the process at once
	}
}
