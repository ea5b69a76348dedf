package console

import (
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// grace is how long R gets for ending by itself (.Last, finalizers) when the
// kernel is told to shut down. Clients kill the process 2.5 s after they asked.
const grace = 1500 * time.Millisecond

type quitting struct {
	status   int
	attempts int // of Quit commands; R thread only
}

// Shutdown ends the process: through R if R yields in time, else without it. Any
// goroutine may call it; it returns at once.
func (c *Console) Shutdown() {
	if !c.quitting.CompareAndSwap(nil, &quitting{}) {
		return
	}
	c.interrupts.hit(func() {})
	c.r.Wake()
	c.out.poke()
	time.AfterFunc(grace, func() {
		c.abandon()
		c.log.Warn().Msg("R did not end in time")
		c.end(0, 0)
	})
}

var shutdownError = protocol.Error{
	EName: "shutdown", EValue: "The kernel was shut down while this ran",
	Traceback: []string{"The kernel was shut down while this ran"},
}

// abandon closes the request in which R is stuck. Any goroutine may call it.
func (c *Console) abandon() {
	c.streams.close(func() {
		r := c.open
		if r == nil {
			return
		}
		if r.msg.Header.MsgType == protocol.MsgExecuteRequest {
			if !r.execute.Silent {
				c.out.Push(r.msg.Publish(protocol.MsgError, shutdownError))
			}
			c.out.Push(r.replyMessage(protocol.ExecuteReply{
				Status: protocol.StatusError, Error: &shutdownError, ExecutionCount: r.count,
			}))
		} else if _, due := protocol.ReplyType(r.msg.Header.MsgType); due {
			c.out.Push(r.replyMessage(protocol.NewErrorReply(shutdownError)))
		}
		c.out.Push(statusMessage(r.msg, protocol.Idle))
	})
}

// quit makes R end. If .Last fails R comes back to its prompt: then without it.
func (c *Console) quit(q *quitting) Command {
	q.attempts++
	return Command{Kind: Quit, Status: q.status, SkipLast: q.attempts > 1}
}

// Exit is called by R when it has cleaned up, for q() in a cell too: the running
// request is answered and closed before the process ends.
func (c *Console) Exit(status int) {
	if r := c.active; r != nil {
		var content any
		if r.msg.Header.MsgType == protocol.MsgExecuteRequest {
			c.Payload([]byte(`{"source":"ask_exit","keepkernel":false}`))
			content = protocol.ExecuteReply{
				Status: protocol.StatusOK, ExecutionCount: r.count, Payload: r.payload,
			}
		}
		c.finish(content)
		c.end(status, farewell)
	}
	c.streams.do(nil)
	c.end(status, 0)
}

// farewell is how long the process outlives the reply to q(). Clients look whether
// it lives between two looks for the reply, and give up on the reply if not.
const farewell = 150 * time.Millisecond

// Fatal reports that R cannot go on and ends the process. The R thread calls it, or
// anybody once the R thread stands still.
func (c *Console) Fatal(message string) {
	c.hooks.Complain("R cannot go on: " + message)
	c.log.Error().Str("reason", message).Msg("R cannot go on")
	c.streams.do(nil) // what native code said before it died
	if r := c.active; r != nil {
		e := protocol.Error{EName: "fatal", EValue: message, Traceback: []string{"R cannot go on: " + message}}
		c.publish(protocol.MsgError, e)
		c.finish(protocol.ExecuteReply{Status: protocol.StatusError, Error: &e, ExecutionCount: r.count})
	} else {
		c.ShowMessage("R cannot go on: " + message)
	}
	c.end(1, 0)
}

// end leaves once; a second caller waits for the process to go.
func (c *Console) end(status int, linger time.Duration) {
	if !c.ended.CompareAndSwap(false, true) {
		select {}
	}
	c.out.close()
	c.hooks.Exit(status, linger)
}
