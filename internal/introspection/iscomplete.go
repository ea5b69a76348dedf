package introspection

import (
	"encoding/json"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/protocol"
)

// IsComplete answers an is_complete_request (protocol, "Code completeness").
func (Introspection) IsComplete(code string) console.Question {
	return console.Question{Call: "is_complete", Args: []string{code}, Answer: func(fromR []byte) any {
		answer := struct {
			Status string `json:"status"`
		}{protocol.CodeUnknown}
		_ = json.Unmarshal(fromR, &answer)
		return protocol.IsCompleteReply{Status: answer.Status}
	}}
}
