package inspection

import (
	"encoding/json"

	"github.com/gokernel/gokernel/internal/document"
	"github.com/gokernel/gokernel/internal/rhelp"
	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// Function is the function of the R side that is called with [Inspection.Args].
const Function = "inspect_target"

// Inspector explains code. Its methods may be called from any goroutine; those of an
// [Inspection] from one at a time.
type Inspector struct {
	library *rhelp.Library
	session Session
}

// Session is what is known of R's session while R works. Any goroutine may call its methods.
type Session interface {
	Describe(expression string) (workspace.Description, bool)
	// PackageDirs are the directories of the attached packages in the order of the search
	// path, and the libraries with further ones.
	PackageDirs() (attached, libraries []string)
}

// New makes an inspector that has read no help page yet. Without a session, nothing but
// the code is known while R works.
func New(session Session) *Inspector { return &Inspector{library: rhelp.New(), session: session} }

// Inspection is a question about a place in code.
type Inspection struct {
	inspector *Inspector
	target    syntax.Target
	detail    bool
}

// Inspect asks what code means at a place in code points. With detail, the whole help
// page and the source are wanted.
func (i *Inspector) Inspect(code string, cursor int, detail bool) *Inspection {
	tree := syntax.Parse(code)
	defer tree.Close()
	return &Inspection{inspector: i, target: tree.Target(tree.Offset(cursor)), detail: detail}
}

// Target is what the cursor is on.
func (q *Inspection) Target() syntax.Target { return q.target }

// Args are what R is asked, nil if the code alone tells all.
func (q *Inspection) Args() []string {
	t := q.target
	if t.Kind == syntax.NoTarget || q.isLocal() {
		return nil
	}
	flag := map[bool]string{true: "1", false: "0"}
	args := []string{"kind", string(t.Kind), "name", t.Name, "expression", t.Expression, "package", t.Package,
		"called", flag[t.Called], "function", t.Function, "object", t.Object, "detail", flag[q.detail]}
	for _, frame := range t.Frames {
		args = append(args, "frame", frame)
	}
	return args
}

// isLocal reports whether the name is one of a function that is being written: the session
// has no such value.
func (q *Inspection) isLocal() bool {
	return q.target.Kind == syntax.NameTarget && q.target.Definition != nil && q.target.Definition.Local
}

// Answer makes a text of what R answered, or of what is known without R if it could not be
// asked (fromR is nil). There is none if nothing was found.
func (q *Inspection) Answer(fromR []byte) []document.Block {
	if q.target.Kind == syntax.NoTarget {
		return nil
	}
	if q.isLocal() {
		return q.definition()
	}
	var f facts
	if json.Unmarshal(fromR, &f) != nil { // R is busy, or was not asked
		return q.fromSession(false)
	}
	if blocks := q.describe(f); blocks != nil {
		return blocks
	}
	return q.definition()
}

func (q *Inspection) describe(f facts) []document.Block {
	switch q.target.Kind {
	case syntax.PackageTarget:
		return q.aPackage(f)
	case syntax.TopicTarget:
		return q.topic(f.Dirs)
	case syntax.ArgumentTarget:
		return q.argument(f)
	}
	switch {
	case !f.Found && q.target.Package != "": // R knows only what is loaded
		return q.fromSession(true)
	case !f.Found:
		return q.topic(f.Dirs)
	case f.Kind == "function":
		return q.function(f)
	default:
		return q.object(f)
	}
}

// page finds the help page of a topic, in the packages that are named if any are. A page
// that only says from where names are re-exported is the last choice.
func (q *Inspection) page(topic string, dirs, packages []string) *rhelp.Page {
	var other *rhelp.Page
	for _, dir := range dirs {
		if len(packages) > 0 && !isOf(dir, packages) {
			continue
		}
		page := q.inspector.library.Page(dir, topic)
		if page != nil && page.Name != "reexports" {
			return page
		}
		if other == nil {
			other = page
		}
	}
	return other
}
