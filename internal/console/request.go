package console

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// request is the Shell request that the R thread works on.
type request struct {
	*queued
	started time.Time
	count   int // execution_count to report
	payload []json.RawMessage
	secret  bool // it has asked for a password: its result is not stored

	execute   protocol.ExecuteRequest // of an execute_request
	decodeErr error                   // its content is not usable
}

// step is what a handler wants next: a command for R and how to go on with its
// result, or, with then nil, to answer with reply (nil for no reply at all).
type step struct {
	command Command
	then    func(Result) step
	reply   any
}

func reply(content any) step { return step{reply: content} }

func run(c Command, then func(Result) step) step { return step{command: c, then: then} }

// Next takes the result of the command before and returns the next one. The R
// thread calls it at R's top-level prompt; it does not block.
func (c *Console) Next(prev Result) Command {
	switch {
	case c.background.running:
		c.endWork(prev)
	case c.active != nil:
		cell := c.active.msg.Header.MsgType == protocol.MsgExecuteRequest
		if command, more := c.advance(func() step { return c.then(prev) }); more {
			return command
		}
		if cell && c.quitting.Load() == nil {
			if command, some := c.urgentWork(); some {
				return command
			}
		}
	case prev.Status == OK: // of a Wait
		c.guardedWork(Background.Disturbed)
	}
	for {
		if q := c.quitting.Load(); q != nil {
			return c.quit(q)
		}
		q := c.interrupts.begin(c.inbox.take)
		if q == nil {
			c.streams.signal()
			return c.idle()
		}
		if c.quitting.Load() != nil { // since the look above, so nobody has interrupted it
			q.interrupted = true
		}
		if command, more := c.begin(q); more {
			return command
		}
	}
}

// begin opens a request: Busy is the first thing that has it as parent.
func (c *Console) begin(q *queued) (Command, bool) {
	c.background.busy()
	c.active = &request{queued: q, started: time.Now().UTC(), count: c.count}
	opening := []*protocol.Outgoing{statusMessage(q.msg, protocol.Busy)}
	switch q.msg.Header.MsgType {
	case protocol.MsgKernelInfoRequest:
		c.cells.newDocument()
	case protocol.MsgExecuteRequest:
		opening = c.openExecute(c.active, opening)
	}
	c.streams.begin(q.msg.RawHeader, c.active.execute.Silent, func() {
		c.out.Push(opening...)
		c.open = c.active
	})
	h := handlers[q.msg.Header.MsgType]
	if h == nil {
		h = (*Console).unknown
	}
	return c.advance(func() step { return h(c, c.active) })
}

// advance makes one step of the active request and, when it was the last, ends it.
func (c *Console) advance(f func() step) (Command, bool) {
	s := c.guarded(f, c.failActive)
	if s.then != nil {
		c.then = s.then
		return s.command, true
	}
	c.finish(s.reply)
	return Command{}, false
}

// guarded turns a panic into an error, with which fail goes on: a request always ends.
func (c *Console) guarded(f func() step, fail func(protocol.Error) step) (s step) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error().Interface("panic", p).Bytes("stack", debug.Stack()).Msg("request handler")
			s = fail(protocol.Error{
				EName:     "InternalError",
				EValue:    fmt.Sprint(p),
				Traceback: []string{fmt.Sprintf("The kernel failed to handle this request: %v", p)},
			})
		}
	}()
	return f()
}

func errorReply(e protocol.Error) step { return reply(protocol.NewErrorReply(e)) }

// failActive makes the error reply to the active request, if a reply is due.
func (c *Console) failActive(e protocol.Error) step {
	msgType := c.active.msg.Header.MsgType
	if msgType == protocol.MsgExecuteRequest {
		return c.fail(c.active, e)
	}
	if _, due := protocol.ReplyType(msgType); !due {
		return step{}
	}
	return errorReply(e)
}

// finish closes the active request: its last text, the reply, Idle, in one step.
func (c *Console) finish(content any) {
	r := c.active
	c.interrupts.end()
	c.cancelInput()
	c.cells.current = ""
	c.streams.end(func() {
		if content != nil {
			c.out.Push(r.replyMessage(content))
		}
		c.out.Push(statusMessage(r.msg, protocol.Idle))
		c.active, c.then, c.open = nil, nil, nil
	})
}

func (r *request) replyMessage(content any) *protocol.Outgoing {
	replyType, _ := protocol.ReplyType(r.msg.Header.MsgType)
	m := r.msg.Reply(replyType, content)
	m.Metadata = map[string]any{"started": r.started.Format("2006-01-02T15:04:05.000000Z")}
	return m
}

func statusMessage(m *protocol.Message, state string) *protocol.Outgoing {
	return m.Publish(protocol.MsgStatus, protocol.Status{ExecutionState: state})
}

// publish queues an IOPub message of the active request after all text before it.
func (c *Console) publish(msgType string, content any) {
	c.streams.do(func() {
		if c.streams.silent {
			return
		}
		c.out.Push(&protocol.Outgoing{
			Channel: protocol.IOPub, MsgType: msgType, Parent: c.streams.parent, Content: content,
		})
	})
}
