package console

import (
	"encoding/json"
	"strings"

	"github.com/gokernel/gokernel/internal/protocol"
)

// History keeps the inputs of executions, and their results. Its methods may be called
// from any goroutine.
type History interface {
	// Add stores the code of an execution under its execution_count. It does not block.
	Add(line int, input string)
	// SetResult stores the result of the input with that execution_count, a MIME bundle
	// that nobody changes any more. It does not block.
	SetResult(line int, bundle json.RawMessage)
	// Find answers a history_request. It may wait for a disk, but not for long.
	Find(ask protocol.HistoryRequest) []protocol.HistoryEntry
}

// keepResult stores the result of the running request with its input, but nothing in
// which a password stands. The R thread calls it.
func (c *Console) keepResult(bundle json.RawMessage) {
	if r := c.active; r.execute.StoreHistory && !r.secret && !c.tellsSecret(bundle) {
		c.history.SetResult(r.count, bundle)
	}
}

// keepSecret remembers what was typed at a masked prompt. The R thread calls it.
func (c *Console) keepSecret(line string) {
	if c.active != nil {
		c.active.secret = true
	}
	if line != "" {
		c.secrets = append(c.secrets, line)
	}
}

// tellsSecret looks for what was typed at masked prompts, as it is and as R prints it
// within quotes.
func (c *Console) tellsSecret(bundle json.RawMessage) bool {
	if len(c.secrets) == 0 {
		return false
	}
	var shown struct {
		Text string `json:"text/plain"`
	}
	if json.Unmarshal(bundle, &shown) != nil {
		return true // nobody can tell
	}
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for _, secret := range c.secrets {
		if strings.Contains(shown.Text, secret) || strings.Contains(shown.Text, quoted.Replace(secret)) {
			return true
		}
	}
	return false
}
