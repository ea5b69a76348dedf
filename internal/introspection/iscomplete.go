package introspection

import (
	"encoding/json"
	"strings"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/gokernel/gokernel/internal/syntax"
)

// IsComplete answers an is_complete_request (protocol, "Code completeness"). R's parser
// has the last word, but cannot tell the indent.
func (Introspection) IsComplete(code string) console.Question {
	code = strings.ReplaceAll(code, "\r\n", "\n") // as before execution: R knows no "\r"
	return console.Question{Call: "is_complete", Args: []string{code}, Answer: func(fromR []byte) any {
		status, indent := syntax.Complete(code)
		answer := protocol.IsCompleteReply{Status: status.String(), Indent: indent}
		var parsed struct {
			Status string `json:"status"`
		}
		if json.Unmarshal(fromR, &parsed) == nil && parsed.Status != "" {
			answer.Status = parsed.Status
		}
		return answer
	}}
}
