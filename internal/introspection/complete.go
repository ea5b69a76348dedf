package introspection

import (
	"encoding/json"
	"strings"

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
		default:
			i.addUnloaded(query, &facts)
		}
		return completeReply(c, c.Items(facts))
	}
	if !c.Asks() {
		return console.Question{Answer: answer}
	}
	return console.Question{Call: "workspace_facts", Args: query.Args(), Answer: answer}
}

// addUnloaded adds what R leaves out about packages that are not loaded: R would have to
// load them, their files tell it as well.
func (i Introspection) addUnloaded(q workspace.Query, facts *workspace.Facts) {
	if i.Snapshot == nil {
		return
	}
	for k, call := range q.Calls {
		if k < len(facts.Calls) && len(facts.Calls[k]) == 0 && inPackage(call.Function) {
			facts.Calls[k] = i.Snapshot.Facts(workspace.Query{Calls: q.Calls[k : k+1]}).Calls[0]
		}
	}
	for k, frame := range q.Frames {
		if k < len(facts.Frames) && len(facts.Frames[k]) == 0 && inPackage(frame) {
			facts.Frames[k] = i.Snapshot.Facts(workspace.Query{Frames: q.Frames[k : k+1]}).Frames[0]
		}
	}
	if len(facts.Members) == 0 && inPackage(q.Members) {
		facts.Members = i.Snapshot.Facts(workspace.Query{Members: q.Members, Operator: q.Operator}).Members
	}
	if c := q.Choices; c != nil && len(facts.Choices) == 0 && inPackage(c.Call.Function) {
		facts.Choices = i.Snapshot.Facts(workspace.Query{Choices: c}).Choices
	}
}

func inPackage(expression string) bool { return strings.Contains(expression, "::") }

func completeReply(c *completion.Completion, items []completion.Item) protocol.CompleteReply {
	reply := protocol.CompleteReply{Status: protocol.StatusOK, CursorStart: c.Start, CursorEnd: c.End}
	if len(items) == 0 {
		reply.CursorStart = c.End
	}
	types := make([]match, 0, len(items))
	for _, item := range items {
		reply.Matches = append(reply.Matches, item.Text)
		types = append(types, match{item.Text, item.Type, c.Start, c.End, item.Signature})
	}
	// Strings and numbers: it cannot fail.
	reply.Metadata, _ = json.Marshal(map[string][]match{"_jupyter_types_experimental": types})
	return reply
}
