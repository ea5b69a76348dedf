package introspection

import (
	"encoding/json"
	"strconv"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/protocol"
)

// Complete answers a complete_request (protocol, "Completion").
func (Introspection) Complete(code string, pos int) console.Question {
	return console.Question{Call: "complete", Args: []string{code, strconv.Itoa(pos)}, Answer: func(fromR []byte) any {
		answer := protocol.CompleteReply{CursorStart: pos, CursorEnd: pos}
		if json.Unmarshal(fromR, &answer) != nil || len(answer.Matches) == 0 {
			answer.CursorStart, answer.CursorEnd = pos, pos
		}
		answer.Status = protocol.StatusOK
		return answer
	}}
}
