package console

import (
	"strings"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Introspection answers questions about code. Its methods may be called from any
// goroutine and must not block. pos is in code points and lies within code.
type Introspection interface {
	Complete(code string, pos int) Question
	Inspect(code string, pos, detail int) Question
	IsComplete(code string) Question
}

// Question is a request in the making: what R is asked, and the reply.
type Question struct {
	// Call is the function of the R side to call with Args, "" for none.
	Call string
	Args []string
	// Answer makes the content of the reply from what R returned, in JSON. It gets
	// nil if R was not asked because it is busy, or failed.
	Answer func(fromR []byte) any
}

// cursor returns pos as an offset in code points that lies within code.
func cursor(code string, pos *int) int {
	n := utf8.RuneCountInString(code)
	if pos == nil || *pos < 0 || *pos > n {
		return n
	}
	return *pos
}

// withoutNUL keeps the number of code points. R's strings end at a NUL.
func withoutNUL(code string) string { return strings.ReplaceAll(code, "\x00", "\uFFFD") }

// question reads a complete_request, inspect_request or is_complete_request
// (protocol, "Completion", "Introspection", "Code completeness").
func (c *Console) question(m *protocol.Message) (Question, error) {
	switch m.Header.MsgType {
	case protocol.MsgCompleteRequest:
		ask, err := protocol.DecodeContent[protocol.CompleteRequest](m)
		if err != nil {
			return Question{}, err
		}
		code := withoutNUL(ask.Code)
		return c.introspection.Complete(code, cursor(code, ask.CursorPos)), nil
	case protocol.MsgInspectRequest:
		ask, err := protocol.DecodeContent[protocol.InspectRequest](m)
		if err != nil {
			return Question{}, err
		}
		code := withoutNUL(ask.Code)
		return c.introspection.Inspect(code, cursor(code, ask.CursorPos), ask.DetailLevel), nil
	default:
		ask, err := protocol.DecodeContent[protocol.IsCompleteRequest](m)
		if err != nil {
			return Question{}, err
		}
		return c.introspection.IsComplete(withoutNUL(ask.Code)), nil
	}
}

// serveQuestion asks R, which is idle.
func (c *Console) serveQuestion(r *request) step {
	q, err := c.question(r.msg)
	switch {
	case err != nil:
		return reply(protocol.NewErrorReply(badContent(err)))
	case q.Call == "":
		return reply(q.Answer(nil))
	}
	return run(Command{Kind: Call, Text: q.Call, Args: q.Args}, func(res Result) step {
		if res.Status != OK {
			return reply(q.Answer(nil))
		}
		return reply(q.Answer(res.JSON))
	})
}

// answerBusy answers without R. Any goroutine may call it.
func (c *Console) answerBusy(m *protocol.Message) any {
	q, err := c.question(m)
	if err != nil {
		return protocol.NewErrorReply(badContent(err))
	}
	return q.Answer(nil)
}
