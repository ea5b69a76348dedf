package introspection

import (
	"encoding/json"
	"strconv"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/protocol"
)

// Inspect answers an inspect_request (protocol, "Introspection").
func (Introspection) Inspect(code string, pos, detail int) console.Question {
	args := []string{code, strconv.Itoa(pos), strconv.Itoa(detail)}
	return console.Question{Call: "inspect", Args: args, Answer: func(fromR []byte) any {
		var answer protocol.InspectReply
		if json.Unmarshal(fromR, &answer) != nil {
			answer = protocol.InspectReply{}
		}
		answer.Status = protocol.StatusOK
		return answer
	}}
}
