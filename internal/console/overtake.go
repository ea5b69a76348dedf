package console

import (
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// patience is how long introspection waits for its turn behind a running cell.
const patience = 150 * time.Millisecond

// maybeOvertake sees to it that a request which needs no R is answered while R is
// busy: after a moment of patience, or, if R would say the same, at once while R is
// still starting. Execution and comm messages never overtake.
func (c *Console) maybeOvertake(m *protocol.Message) {
	if !needsNoR(m.Header.MsgType) {
		return
	}
	if !c.started.Load() && !betterWithR(m.Header.MsgType) {
		if m.Header.MsgType == protocol.MsgHistoryRequest { // not on the socket loop: it may wait for a disk
			time.AfterFunc(0, func() { c.overtake(m) })
			return
		}
		c.overtake(m)
		return
	}
	time.AfterFunc(patience, func() { c.overtake(m) })
}

func (c *Console) overtake(m *protocol.Message) {
	if !c.inbox.remove(m) {
		return // the R thread has it
	}
	replyType, _ := protocol.ReplyType(m.Header.MsgType)
	content := c.guarded(func() step { return reply(c.answer(m)) }, errorReply).reply
	messages := []*protocol.Outgoing{
		statusMessage(m, protocol.Busy),
		m.Reply(replyType, content),
		statusMessage(m, protocol.Idle),
	}
	// Under the lock of the streams, so that the running request cannot end
	// between the look and the push.
	c.streams.do(func() {
		if parent := c.streams.parent; parent != nil {
			// Frontends show the last state that they saw.
			messages = append(messages, &protocol.Outgoing{
				Channel: protocol.IOPub, MsgType: protocol.MsgStatus, Parent: parent,
				Content: protocol.Status{ExecutionState: protocol.Busy},
			})
		}
		c.out.Push(messages...)
	})
}
