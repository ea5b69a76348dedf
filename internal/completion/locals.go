package completion

import (
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// locals adds the names that the code sets before the cursor: the parameters of the
// functions around it, then its assignments, the last first.
func (p *planner) locals() {
	var list []workspace.Object
	seen := map[string]bool{}
	add := func(o workspace.Object) {
		if !seen[o.Name] && o.Name != syntax.Placeholder && o.Name != "..." {
			seen[o.Name] = true
			list = append(list, o)
		}
	}
	p.parameters(add)
	for i := len(p.cursor.Assignments) - 1; i >= 0; i-- {
		a := p.cursor.Assignments[i]
		target := strings.TrimSpace(p.cursor.Code[a.Target.Start:a.Target.End])
		if a.Value.Start == a.Value.End && !isFunction(p.cursor.Code[a.Value.Start:]) {
			continue // x is not there while x <- ... is being written
		}
		if name := syntax.Unquote(target); isPlainName(target) && hasPrefixFold(name, p.cursor.Text) {
			add(p.assigned(name, a.Value, i))
		}
	}
	for i := len(p.cursor.Statements) - 1; i >= 0; i-- {
		if name := p.assignedByCall(p.cursor.Statements[i]); name != "" {
			add(workspace.Object{Name: name, Kind: workspace.Instance})
		}
	}
	if len(list) == 0 {
		return
	}
	p.objects(p.symbol, func(f workspace.Facts) []workspace.Object { return better(list, f.Symbols) })
}

// better takes what R says of a name of its workspace where the code says little.
func better(list, known []workspace.Object) []workspace.Object {
	byName := map[string]workspace.Object{}
	for _, o := range known {
		if o.Package == "" {
			byName[o.Name] = o
		}
	}
	out := make([]workspace.Object, len(list))
	for i, o := range list {
		out[i] = o
		if k, ok := byName[o.Name]; ok && o.Class == "" {
			out[i] = k
		}
	}
	return out
}

// parameters are those of the functions around the cursor, and variables of for loops.
func (p *planner) parameters(add func(workspace.Object)) {
	tree := p.cursor.Tree
	for n := p.cursor.Node.Parent(); n != nil; n = n.Parent() {
		switch n.Kind() {
		case "function_definition":
			if body := n.ChildByFieldName("body"); body == nil || body.EndByte() < p.cursor.Node.EndByte() {
				continue // in the parameters
			}
			for _, a := range tree.Parameters(n) {
				add(workspace.Object{Name: a.Name, Kind: workspace.Instance, Class: "parameter"})
			}
		case "for_statement":
			if v := n.ChildByFieldName("variable"); v != nil {
				add(workspace.Object{Name: syntax.Unquote(tree.Text(v)), Kind: workspace.Instance})
			}
		}
	}
}

// isPlainName tells whether the target of an assignment is a name, also in quotes.
func isPlainName(target string) bool {
	return target != "" && (isName(target) || strings.IndexByte("`\"'", target[0]) >= 0 && len(syntax.Unquote(target)) == len(target)-2)
}

// assigned describes a variable by the text of its value. Long values are not read: they
// would have to be parsed for nothing but a word beside the name.
func (p *planner) assigned(name string, span syntax.Span, at int) workspace.Object {
	o := workspace.Object{Kind: workspace.Instance}
	text := p.cursor.Code[span.Start:span.End]
	if isFunction(text) || len(text) < 200 {
		if len(p.parsed) < maxParsed {
			if v, ok := p.reader.expression(span, at); ok {
				o = describe(v.tree, v.node)
			}
		}
	}
	o.Name = name
	return o
}

func isFunction(code string) bool {
	begin := strings.TrimLeft(code, " \t\n")
	return strings.HasPrefix(begin, "function") || strings.HasPrefix(begin, `\(`)
}

// maxParsed bounds how many definitions are read for one completion.
const maxParsed = 40

// assignedByCall is the x of assign("x", ...), and of for (x in ...).
func (p *planner) assignedByCall(s syntax.Span) string {
	text := p.cursor.Code[s.Start:s.End]
	for _, opening := range []string{`assign("`, `assign('`, `makeActiveBinding("`, `delayedAssign("`} {
		if rest, ok := strings.CutPrefix(text, opening); ok {
			name, _, _ := strings.Cut(rest, opening[len(opening)-1:])
			return name
		}
	}
	return ""
}
