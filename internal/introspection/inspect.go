package introspection

import (
	"encoding/json"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/document"
	"github.com/gokernel/gokernel/internal/inspection"
	"github.com/gokernel/gokernel/internal/protocol"
)

// Inspect answers an inspect_request (protocol, "Introspection").
func (i Introspection) Inspect(code string, pos, detail int) console.Question {
	asked := i.Inspector.Inspect(code, pos, detail > 0)
	question := console.Question{Args: asked.Args(), Answer: func(fromR []byte) any {
		return inspectReply(asked.Answer(fromR))
	}}
	if question.Args != nil {
		question.Call = inspection.Function
	}
	return question
}

func inspectReply(blocks []document.Block) protocol.InspectReply {
	reply := protocol.InspectReply{Status: protocol.StatusOK, Found: len(blocks) > 0}
	if !reply.Found {
		return reply
	}
	data, err := json.Marshal(map[string]string{
		"text/plain":    document.PlainText(blocks),
		"text/html":     document.HTML(blocks),
		"text/markdown": document.Markdown(blocks),
	})
	if err != nil {
		panic(err) // a map of strings is valid JSON
	}
	reply.Data = data
	return reply
}
