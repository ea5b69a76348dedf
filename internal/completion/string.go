package completion

import (
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// lists are the calls through which a string belongs to the call around them.
var lists = set("c list all_of any_of one_of vars . unlist")

// text completes within quotes.
func (p *planner) text() {
	node := p.cursor.Node
	parent := node.Parent()
	switch {
	case parent == nil:
		return
	case parent.Kind() == "extract_operator":
		p.members(parent)
		return
	case parent.Kind() == "unary_operator" && p.cursor.Tree.Operator(parent) == "?":
		p.topics()
		return
	case p.compared(node):
		return
	}
	if calls := p.peeled(); len(calls) > 0 && p.isArgument() {
		p.textIn(calls[0])
		return
	}
	p.paths()
}

// isArgument tells whether the string is an argument as a whole.
func (p *planner) isArgument() bool { return p.cursor.Node.Parent().Kind() == "argument" }

// peeled are the calls around the cursor without c() and the like right around it.
func (p *planner) peeled() []*syntax.Call {
	calls := p.calls
	for len(calls) > 1 && lists[calls[0].Name] {
		calls = calls[1:]
	}
	return calls
}

// compared completes x == "a", x %in% "a" and x %in% c("a") with the values of x.
func (p *planner) compared(node *syntax.Node) bool {
	n := node
	for parent := n.Parent(); parent != nil; n, parent = parent, parent.Parent() {
		left, operator, right := p.cursor.Tree.Binary(parent)
		switch {
		case right != nil && (operator == "==" || operator == "!=" || operator == "%in%" || operator == "%notin%"):
			other := left
			if contains(left, node) {
				other = right
			}
			return p.levels(other)
		case parent.Kind() == "argument" || parent.Kind() == "arguments" || parent.Kind() == "parenthesized_expression":
		case parent.Kind() == "call" && p.cursor.Tree.CallAt(parent).Name == "c":
		default:
			return false
		}
	}
	return false
}

// levels adds the values of an expression: of a column if columns are visible.
func (p *planner) levels(n *syntax.Node) bool {
	v := p.here(n)
	for v.node.Kind() == "call" {
		call := v.tree.CallAt(v.node)
		switch call.Name {
		case "as.character", "levels", "factor", "unique", "as.factor", "droplevels":
		default:
			return false
		}
		if call.Positional(0) == nil {
			return false
		}
		v = v.at(call.Positional(0))
	}
	if own := p.ownValues(v); len(own) > 0 {
		p.values(func(workspace.Facts) []string { return own })
		return true
	}
	p.query.Levels = p.valued(v)
	if len(p.query.Levels) == 0 {
		return false
	}
	p.values(func(f workspace.Facts) []string { return f.Levels })
	return true
}

// valued are the expressions whose values are meant by one: itself, or a column of the
// tables around it.
func (p *planner) valued(v value) []string {
	if v.node.Kind() != "identifier" {
		if left, operator, right := v.tree.Binary(v.node); right != nil && operator == "$" {
			if p.isPronoun(left) {
				return p.columnOf(v.tree.Text(right))
			}
			if base := p.origin(v.at(left)); base != "" {
				return []string{base + "$" + v.tree.Text(right)}
			}
		}
		if isPath(v.tree, v.node) {
			return []string{v.text()}
		}
		return nil
	}
	return append(p.columnOf(v.text()), v.text())
}

// columnOf is a column in the tables of the calls around the cursor.
func (p *planner) columnOf(column string) []string {
	var list []string
	for _, call := range p.calls {
		data := p.givenData(call)
		switch {
		case data != nil:
		case call.Name == "[":
			data = call.Object()
		case call.Piped != nil:
			data = call.Piped
		case len(call.Arguments) > 0 && call.At != 0:
			data = call.Arguments[0].Value
		}
		if data == nil || lists[call.Name] {
			continue
		}
		if base := p.origin(p.here(data)); base != "" && !strings.HasPrefix(base, `"`) {
			list = append(list, base+"$"+column)
		}
	}
	return list
}

// ownValues are the strings of a vector that the code makes: d$g of data.frame(g = c("a")).
func (p *planner) ownValues(v value) []string {
	object, name := p.elementOfPath(v)
	found := v
	ok := true
	switch {
	case object.node != nil:
		found, ok = p.member(object, name)
	case v.node.Kind() == "identifier":
		found, ok = p.definition(syntax.Unquote(v.text()), v.before)
	}
	if !ok || found.node == nil || found.node.Kind() != "call" {
		return nil
	}
	switch call := found.tree.CallAt(found.node); call.Name {
	case "c", "factor", "rep", "as.factor":
		var list []string
		for _, word := range stringsOf(found, call.Arguments) {
			if !slices.Contains(list, word) {
				list = append(list, word)
			}
		}
		return list
	}
	return nil
}

// values adds strings.
func (p *planner) values(from func(workspace.Facts) []string) {
	write := p.value
	p.add(func(f workspace.Facts) []candidate { return valueItems(from(f), write) })
}

func valueItems(values []string, write func(string) string) []candidate {
	list := make([]candidate, len(values))
	for i, value := range values {
		list[i] = candidate{Item{write(value), value, "value", "character"}, value}
	}
	return list
}

// textIn completes a string that is an argument of a call.
func (p *planner) textIn(call *syntax.Call) {
	at := placeIn(call)
	first := at.name == "" && at.position == 0
	switch {
	case call.Name == "[" || call.Name == "[[":
		if p.isPronoun(call.Object()) {
			columns, _ := p.visible()
			p.tableItems(p.quoted, columns)
			return
		}
		p.objects(p.quoted, p.elements(call.Object(), "[["))
	case at.name == "package" || at.name == "pkg", takesPackage[call.Name] && first:
		p.packages(p.value)
	case call.Name == "getOption" && first:
		p.names(workspace.Options, "option", "option", p.value)
	case (call.Name == "Sys.getenv" || call.Name == "Sys.unsetenv") && first:
		p.names(workspace.Environment, "variable", "environment variable", p.value)
	case call.Name == "data" && at.name == "":
		p.names(workspace.Datasets, "dataset", "dataset", p.value)
	case takesTopic[call.Name] && first:
		p.topics()
	case takesClass[call.Name] && (first || call.Name == "is"), at.name == "contains" && strings.HasPrefix(call.Name, "set"),
		call.Name == "setMethod" && at.name == "" && at.position == 1, call.Name == "signature":
		p.names(workspace.Classes, "class", "class", p.value)
	case takesSymbol[call.Name] && first:
		p.query.Symbols = true
		p.objects(p.quoted, func(f workspace.Facts) []workspace.Object { return likelyFirst(f.Symbols) })
	case (strings.HasPrefix(call.Name, "fct_") || call.Name == "relevel") && !first && p.levels0(call):
	default:
		p.argumentText(call, at)
	}
}

// levels0 completes the levels of the first argument.
func (p *planner) levels0(call *syntax.Call) bool {
	return len(call.Arguments) > 0 && call.At != 0 && call.Arguments[0].Value != nil && p.levels(call.Arguments[0].Value)
}

// argumentText completes any other argument: with the values it can take; in verbs with
// columns; with paths of files.
func (p *planner) argumentText(call *syntax.Call, at place) {
	columns, sure := p.visible()
	if strings.ContainsAny(p.cursor.Text, "/~") {
		p.paths()
		return
	}
	p.query.Choices = &workspace.Choice{Call: p.described(call), Name: at.name, Position: at.position}
	if at.name != "" {
		p.query.Choices.Position = 0
	}
	value, quoted := p.value, p.quoted
	hasChoices := func(f workspace.Facts) bool { return len(f.Choices) > 0 }
	p.add(func(f workspace.Facts) []candidate {
		var list []candidate
		for _, choice := range f.Choices {
			if strings.HasPrefix(choice, `"`) {
				list = append(list, valueItems([]string{syntax.Unquote(choice)}, value)...)
			}
		}
		return list
	})
	if columns != nil {
		p.add(func(f workspace.Facts) []candidate {
			if hasChoices(f) {
				return nil
			}
			var list []candidate
			for _, o := range columns(f).columns {
				list = append(list, candidate{quoted(o), o.Name})
			}
			return list
		})
	}
	if !sure {
		p.pathsUnless(hasChoices)
	}
}
