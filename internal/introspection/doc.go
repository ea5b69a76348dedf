// Package introspection answers Jupyter's complete_request, inspect_request and
// is_complete_request with the engines of the packages completion, inspection and
// syntax, which know nothing of Jupyter.
package introspection

import "github.com/gokernel/gokernel/internal/inspection"

// Introspection implements the console's interface of that name.
type Introspection struct {
	// Snapshot answers while R works; nil for nobody.
	Snapshot  Snapshot
	Inspector *inspection.Inspector
}
