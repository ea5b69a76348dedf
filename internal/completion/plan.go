package completion

import (
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// planner decides what can be written at the cursor: what to ask, and which lists of
// items to make of the answer, the nearest first.
type planner struct {
	reader
	writer
	out   *Completion
	calls []*syntax.Call
}

func (p *planner) add(l list) { p.out.lists = append(p.out.lists, l) }

// fixed adds items that need no answer.
func (p *planner) fixed(items ...Item) {
	list := candidates(items)
	p.add(func(workspace.Facts) []candidate { return list })
}

func candidates(items []Item) []candidate {
	list := make([]candidate, len(items))
	for i, item := range items {
		list[i] = candidate{item, item.Label}
	}
	return list
}

// objects adds names, spelled by write, that are taken from the answer.
func (p *planner) objects(write func(workspace.Object) Item, from func(workspace.Facts) []workspace.Object) {
	p.add(func(f workspace.Facts) []candidate {
		objects := from(f)
		list := make([]candidate, len(objects))
		for i, o := range objects {
			list[i] = candidate{write(o), o.Name}
		}
		return list
	})
}

func (p *planner) plan() {
	p.query.Prefix = p.cursor.Text
	switch p.cursor.Context {
	case syntax.InOperator:
		p.operators()
	case syntax.InString:
		p.calls = p.cursor.Calls()
		p.text()
	case syntax.InCode:
		p.calls = p.cursor.Calls()
		p.code()
	}
}

// operators completes %in%.
func (p *planner) operators() {
	p.query.Symbols = true
	p.objects(func(o workspace.Object) Item { return Item{o.Name, o.Name, "operator", signature(o)} },
		func(f workspace.Facts) []workspace.Object { return likelyFirst(f.Symbols) })
	var own []Item
	for _, name := range []string{"%in%", "%%", "%/%", "%*%", "%o%", "%x%"} {
		own = append(own, Item{name, name, "operator", "(x, y)"})
	}
	p.fixed(own...)
}

// code completes a name by where it stands.
func (p *planner) code() {
	node, parent := p.cursor.Node, p.cursor.Node.Parent()
	if parent == nil {
		return
	}
	is := func(field string) bool {
		n := parent.ChildByFieldName(field)
		return n != nil && n.Id() == node.Id()
	}
	switch parent.Kind() {
	case "extract_operator":
		if is("rhs") {
			p.members(parent)
			return
		}
	case "namespace_operator":
		if is("rhs") {
			p.exports(parent)
			return
		}
	case "parameter":
		if is("name") {
			return // a name that is new
		}
	case "for_statement":
		if is("variable") {
			return
		}
	}
	p.expression()
}

func (p *planner) exports(n *syntax.Node) {
	left, operator, _ := p.cursor.Tree.Binary(n)
	if left == nil {
		return
	}
	p.query.Namespace = syntax.Unquote(p.cursor.Tree.Text(left))
	p.query.Internal = operator == ":::"
	p.objects(p.symbol, func(f workspace.Facts) []workspace.Object { return likelyFirst(f.Namespace) })
}

// expression completes a name that stands for itself, and the arguments of calls.
func (p *planner) expression() {
	if p.special() {
		return
	}
	place := p.place()
	near, sure := p.visible()
	if sure {
		p.columns(near)
	}
	p.arguments(place)
	p.choices(place)
	if !sure {
		p.columns(near)
	}
	p.bracketNames()
	p.locals()
	p.symbols(place)
	if p.cursor.Quote == "" && p.cursor.Text != "" {
		p.fixed(keywordItems...)
		if len(p.cursor.Text) >= 3 { // some frontends sort: packages would hide what is near
			p.packages(func(name string) string { return p.name(name) + "::" })
		}
	}
}

// columns adds the columns of a table as names.
func (p *planner) columns(s source) {
	if s != nil {
		p.objects(p.symbol, func(f workspace.Facts) []workspace.Object { return s(f).columns })
	}
}

// symbols asks for the names of the session. Without any letter typed only those of the
// workspace are of use.
func (p *planner) symbols(place place) {
	p.query.Symbols = true
	p.query.Workspace = p.cursor.Text == ""
	likely := place.likely()
	backtick := p.cursor.Quote != ""
	p.objects(p.symbol, func(f workspace.Facts) []workspace.Object {
		var first, rest []workspace.Object
		for _, o := range likelyFirst(f.Symbols) {
			switch {
			case !backtick && (strings.Contains(o.Name, "<-") || reserved[o.Name]), p.query.Workspace && o.Package != "":
			case likely(o):
				first = append(first, o)
			default:
				rest = append(rest, o)
			}
		}
		return append(first, rest...)
	})
}

func (p *planner) packages(write func(string) string) {
	p.query.Lists = append(p.query.Lists, workspace.Packages)
	p.add(func(f workspace.Facts) []candidate {
		var list []candidate
		for _, name := range f.Lists[workspace.Packages] {
			list = append(list, candidate{Item{write(name), write(name), "module", "package"}, name})
		}
		return list
	})
}

// names adds one of the lists of the session, written as a string where in one.
func (p *planner) names(from workspace.List, typ, says string, write func(string) string) {
	p.query.Lists = append(p.query.Lists, from)
	p.add(func(f workspace.Facts) []candidate {
		var list []candidate
		for _, name := range f.Lists[from] {
			list = append(list, candidate{Item{write(name), name, typ, says}, name})
		}
		return list
	})
}
