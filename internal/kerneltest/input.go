package kerneltest

import (
	"github.com/gokernel/gokernel/internal/protocol"
)

// Ask is an input_request.
type Ask struct {
	Message  *Message
	Prompt   string
	Password bool
}

// ExpectInput takes the input_request of a cell.
func (c *Client) ExpectInput(cell *Cell) Ask {
	c.tb.Helper()
	m := c.expect(protocol.Stdin, "input_request of "+short(cell.ID), func(m *Message) bool { return m.ParentID == cell.ID })
	if m.Type() != protocol.MsgInputRequest {
		c.tb.Fatalf("expected input_request on stdin, got %s", m)
	}
	var content struct {
		Prompt   string `json:"prompt"`
		Password bool   `json:"password"`
	}
	m.Decode(c.tb, &content)
	c.lastAsk = m
	return Ask{Message: m, Prompt: content.Prompt, Password: content.Password}
}

// AnswerInput answers the last input_request, with its header as parent.
func (c *Client) AnswerInput(value string) {
	c.tb.Helper()
	if c.lastAsk == nil {
		c.tb.Fatal("AnswerInput without ExpectInput before")
	}
	c.SendInput(string(c.lastAsk.rawHeader), value)
	c.lastAsk = nil
}

// SendInput sends an input_reply with any parent header, asked for or not.
func (c *Client) SendInput(parent, value string) {
	c.tb.Helper()
	header := c.Header(protocol.MsgInputReply, nil)
	c.SendRaw(protocol.Stdin, c.Sign(header, parent, "{}", marshal(c, map[string]any{"value": value})))
}
