package introspection

import (
	"encoding/json"

	"github.com/gokernel/gokernel/internal/completion"
	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/gokernel/gokernel/internal/workspace"
)

// match is what _jupyter_types_experimental says of a match. Places are in code points.
type match struct {
	Text      string `json:"text"`
	Type      string `json:"type"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Signature string `json:"signature"`
}

// Complete answers a complete_request (protocol, "Completion").
func (i Introspection) Complete(code string, pos int) console.Question {
	c := completion.Prepare(code, pos)
	query := c.Query()
	answer := func(fromR []byte) any {
		var facts workspace.Facts
		switch {
		case !c.Asks():
		case fromR == nil && i.Snapshot != nil:
			facts = i.Snapshot.Facts(query)
		case json.Unmarshal(fromR, &facts) != nil:
			facts = workspace.Facts{}
		}
		return completeReply(c, c.Items(facts))
	}
	if !c.Asks() {
		return console.Question{Answer: answer}
	}
	return console.Question{Call: "workspace_facts", Args: query.Args(), Answer: answer}
}

func completeReply(c *completion.Completion, items []completion.Item) protocol.CompleteReply {
	reply := protocol.CompleteReply{Status: protocol.StatusOK, CursorStart: c.Start, CursorEnd: c.End}
	types := make([]match, 0, len(items))
	for _, item := range items {
		reply.Matches = append(reply.Matches, item.Text)
		types = append(types, match{item.Text, item.Type, c.Start, c.End, item.Signature})
	}
	// Strings and numbers: it cannot fail.
	reply.Metadata, _ = json.Marshal(map[string][]match{"_jupyter_types_experimental": types})
	return reply
}
