package completion

import (
	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// members completes a$b and a@b.
func (p *planner) members(n *syntax.Node) {
	left, operator, _ := p.cursor.Tree.Binary(n)
	if left == nil {
		return
	}
	write := p.symbol
	if p.inString {
		write = p.quoted
	}
	if p.isPronoun(left) {
		columns, _ := p.visible()
		p.tableItems(write, columns)
		return
	}
	p.objects(write, p.elements(left, operator))
}

// isPronoun tells whether a node is what verbs call their table.
func (p *planner) isPronoun(n *syntax.Node) bool {
	text := p.cursor.Tree.Text(n)
	return text == ".data" || text == ".SD"
}

func (p *planner) tableItems(write func(workspace.Object) Item, s source) {
	if s != nil {
		p.objects(write, func(f workspace.Facts) []workspace.Object { return s(f).columns })
	}
}

// elements are the names in an object: those that the code gives it, or R's.
func (p *planner) elements(object *syntax.Node, operator string) func(workspace.Facts) []workspace.Object {
	for object.Kind() == "parenthesized_expression" && object.ChildByFieldName("body") != nil {
		object = object.ChildByFieldName("body")
	}
	v := p.here(object)
	local, made := p.made(v, operator)
	path := isPath(v.tree, v.node)
	if path && p.query.Members == "" {
		p.query.Members, p.query.Operator = v.text(), operator
	}
	return func(f workspace.Facts) []workspace.Object {
		var own []workspace.Object
		if local != nil {
			own = local(f).columns
		}
		switch {
		case !path:
			return own
		case made && len(own) > 0:
			return own
		}
		t := table{columns: f.Members}
		for _, o := range own {
			if !t.has(o.Name) {
				t = t.add(o)
			}
		}
		return t.columns
	}
}

// made is the table that the code makes of an object, and whether it makes it from the
// beginning rather than changing one of R's.
func (p *planner) made(v value, operator string) (source, bool) {
	if operator == "@" {
		return nil, false
	}
	if isPath(v.tree, v.node) && !p.isLocal(v) {
		if v.node.Kind() != "identifier" {
			return nil, false
		}
		return p.modified(syntax.Unquote(v.text()), v.before, nil), false
	}
	if v.node.Kind() != "identifier" {
		if object, name := p.elementOfPath(v); object.node != nil {
			if found, ok := p.member(object, name); ok {
				return p.table(found), true
			}
			return nil, false
		}
	}
	return p.table(v), true
}

func (p *planner) elementOfPath(v value) (value, string) {
	if kind := v.node.Kind(); kind == "extract_operator" || kind == "subset2" {
		return p.elementOf(v)
	}
	return value{}, ""
}

// bracketNames adds the names in an object as strings where a["b"] is being written. In
// d[i, j] they are columns, and belong to j.
func (p *planner) bracketNames() {
	at := p.place()
	if at.call == nil || at.name != "" || p.quote != "" || at.call.Name != "[" && at.call.Name != "[[" {
		return
	}
	if at.call.Name == "[" && at.call.At == 0 && len(at.call.Arguments) > 1 {
		return
	}
	if p.isDataTable(p.here(at.call.Object())) || usesDataTable(at.call) {
		return
	}
	names := p.elements(at.call.Object(), "[[")
	i := p.ask(at.call)
	p.objects(p.quoted, func(f workspace.Facts) []workspace.Object {
		if i < len(f.Calls) && hasArgument(f.Calls[i], "keyby") {
			return nil
		}
		return names(f)
	})
}
