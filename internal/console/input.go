package console

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/google/uuid"
)

var errNoInput = errors.New("this frontend does not allow input (allow_stdin is false); " +
	"run the code where you can type, or give the value in the code")

var errNoRequest = errors.New("input can only be asked for while a cell runs")

// input is the state of one wait for a line. The socket loop delivers, the R
// thread polls.
type input struct {
	mu      sync.Mutex
	waiting bool
	masked  bool // nobody shall see the line
	line    *string
	// question is the msg_id of the input_request.
	question string
}

// answers tells whether m can be the answer to question. Some clients name it in the
// parent of their answer, others leave that empty.
func answers(m *protocol.Message, question string) bool {
	var parent protocol.Header
	if len(m.ParentHeader) > 0 && json.Unmarshal(m.ParentHeader, &parent) != nil {
		return false
	}
	return parent.MsgID == "" || parent.MsgID == question
}

// StartInput sends an input_request to whoever sent the running request (protocol,
// "Messages on the stdin channel"). The R thread calls it.
func (c *Console) StartInput(prompt string, password bool) error {
	r := c.active
	if r == nil || r.msg.Header.MsgType != protocol.MsgExecuteRequest {
		return errNoRequest
	}
	if !r.execute.AllowStdin {
		return errNoInput
	}
	c.input.mu.Lock()
	question := uuid.NewString()
	c.input.waiting, c.input.masked, c.input.line, c.input.question = true, password, nil, question
	c.input.mu.Unlock()
	c.streams.do(func() {
		c.out.Push(&protocol.Outgoing{
			Channel: protocol.Stdin, Identities: r.msg.Identities, Parent: r.msg.RawHeader,
			MsgType: protocol.MsgInputRequest, MsgID: question,
			Content: protocol.InputRequest{Prompt: prompt, Password: password},
		})
	})
	return nil
}

// PollInput tells whether the line is there; it ends in a newline. The R thread
// calls it after each Wake.
func (c *Console) PollInput() (InputState, string) {
	if c.quitting.Load() != nil {
		return InputEOF, ""
	}
	c.input.mu.Lock()
	defer c.input.mu.Unlock()
	if !c.input.waiting {
		return InputEOF, "" // the frontend that should answer is gone
	}
	if c.input.line == nil {
		return InputWait, ""
	}
	c.input.waiting = false
	if *c.input.line == protocol.EndOfInput {
		return InputEOF, ""
	}
	line, _, _ := strings.Cut(*c.input.line, "\n") // R would keep the rest for the next prompt
	if c.input.masked {
		c.keepSecret(line)
	}
	return InputLine, line + "\n"
}

// deliverInput takes an input_reply; one that nobody waits for is stale.
func (c *Console) deliverInput(m *protocol.Message) {
	answer, err := protocol.DecodeContent[protocol.InputReply](m)
	if err != nil {
		c.log.Warn().Err(err).Msg("input_reply")
		return
	}
	c.input.mu.Lock()
	wanted := c.input.waiting && c.input.line == nil && answers(m, c.input.question)
	if wanted {
		c.input.line = &answer.Value
	}
	c.input.mu.Unlock()
	if wanted {
		c.r.Wake()
	}
}

// Unroutable is told of an input_request that could not be delivered: the wait for
// its answer ends as at end of file. Any goroutine may call it.
func (c *Console) Unroutable(o *protocol.Outgoing) {
	c.log.Warn().Str("msg_type", o.MsgType).Msg("the frontend that asked is gone")
	c.input.mu.Lock()
	if o.MsgID == c.input.question {
		c.input.waiting = false
	}
	c.input.mu.Unlock()
	c.r.Wake()
}

func (c *Console) cancelInput() {
	c.input.mu.Lock()
	defer c.input.mu.Unlock()
	c.input.waiting = false
}
