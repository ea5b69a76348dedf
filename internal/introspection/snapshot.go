package introspection

import "github.com/gokernel/gokernel/internal/workspace"

// Snapshot answers while R works.
type Snapshot interface {
	Facts(workspace.Query) workspace.Facts
	Describe(expression string) (workspace.Description, bool)
}
