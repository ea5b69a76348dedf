package console

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

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

// serveComplete completes with R's own completer (protocol, "Completion").
func (c *Console) serveComplete(r *request) step {
	ask, err := protocol.DecodeContent[protocol.CompleteRequest](r.msg)
	if err != nil {
		return reply(protocol.NewErrorReply(badContent(err)))
	}
	ask.Code = withoutNUL(ask.Code)
	pos := cursor(ask.Code, ask.CursorPos)
	args := []string{ask.Code, strconv.Itoa(pos)}
	return run(Command{Kind: Call, Text: "complete", Args: args}, func(res Result) step {
		answer := protocol.CompleteReply{CursorStart: pos, CursorEnd: pos}
		if res.Status == OK {
			c.decodeAnswer(res.JSON, &answer)
		}
		answer.Status = protocol.StatusOK
		if len(answer.Matches) == 0 {
			answer.CursorStart, answer.CursorEnd = pos, pos
		}
		return reply(answer)
	})
}

// serveInspect describes what is at the cursor (protocol, "Introspection").
func (c *Console) serveInspect(r *request) step {
	ask, err := protocol.DecodeContent[protocol.InspectRequest](r.msg)
	if err != nil {
		return reply(protocol.NewErrorReply(badContent(err)))
	}
	ask.Code = withoutNUL(ask.Code)
	args := []string{ask.Code, strconv.Itoa(cursor(ask.Code, ask.CursorPos)), strconv.Itoa(ask.DetailLevel)}
	return run(Command{Kind: Call, Text: "inspect", Args: args}, func(res Result) step {
		var answer protocol.InspectReply
		if res.Status == OK {
			c.decodeAnswer(res.JSON, &answer)
		}
		answer.Status = protocol.StatusOK
		return reply(answer)
	})
}

// serveIsComplete asks R's parser (protocol, "Code completeness").
func (c *Console) serveIsComplete(r *request) step {
	ask, err := protocol.DecodeContent[protocol.IsCompleteRequest](r.msg)
	if err != nil {
		return reply(protocol.NewErrorReply(badContent(err)))
	}
	return run(Command{Kind: Call, Text: "is_complete", Args: []string{withoutNUL(ask.Code)}}, func(res Result) step {
		answer := struct {
			Status string `json:"status"`
		}{protocol.CodeUnknown}
		if res.Status == OK {
			c.decodeAnswer(res.JSON, &answer)
		}
		return reply(protocol.IsCompleteReply{Status: answer.Status})
	})
}

// decodeAnswer reads what a function of the R side returned.
func (c *Console) decodeAnswer(answer []byte, into any) {
	if err := json.Unmarshal(answer, into); err != nil {
		c.log.Error().Err(err).Msg("answer of the R side")
	}
}
