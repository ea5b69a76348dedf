package completion

import (
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// place is where an expression stands.
type place struct {
	// call is the innermost call, if the cursor is an argument of it as a whole.
	call *syntax.Call
	// name is the argument's, position its place among those without name from 0.
	name     string
	position int
	piped    bool // the expression is the right side of a pipe
}

// place finds where the node of the cursor stands.
func (p *planner) place() place {
	node := p.cursor.Node
	parent := node.Parent()
	if parent == nil {
		return place{}
	}
	if left, operator, right := p.cursor.Tree.Binary(parent); right != nil && right.Id() == node.Id() {
		_ = left
		return place{piped: syntax.IsPipe(operator)}
	}
	if parent.Kind() != "argument" || len(p.calls) == 0 {
		return place{}
	}
	return placeIn(p.calls[0])
}

func placeIn(call *syntax.Call) place {
	at := place{call: call}
	if call.At < 0 || call.At >= len(call.Arguments) {
		return at
	}
	at.name = call.Arguments[call.At].Name
	if at.name == syntax.Placeholder {
		at.name = "" // what is being written is the name
	}
	for _, a := range call.Arguments[:call.At] {
		if a.Name == "" {
			at.position++
		}
	}
	if call.Piped != nil && !takesPlaceholder(call) {
		at.position++
	}
	return at
}

// takesPlaceholder tells whether what is piped is an argument that is written down.
func takesPlaceholder(call *syntax.Call) bool {
	return slices.ContainsFunc(call.Arguments, func(a syntax.Argument) bool {
		return a.Value != nil && (call.Tree.Text(a.Value) == "_" || call.Tree.Text(a.Value) == ".")
	})
}

// likely tells which names of the session fit a place well.
func (at place) likely() func(workspace.Object) bool {
	switch {
	case at.piped:
		return func(o workspace.Object) bool { return o.Kind == workspace.Function }
	case at.name == "data" || at.name == ".data" || at.name == "newdata":
		return func(o workspace.Object) bool {
			switch o.Class {
			case "data.frame", "tbl_df", "data.table", "grouped_df", "tbl", "sf":
				return true
			}
			return o.Kind == workspace.Dataset
		}
	case at.name == "FUN" || at.name == ".f" || at.name == ".fns":
		return func(o workspace.Object) bool { return o.Kind == workspace.Function }
	}
	return func(workspace.Object) bool { return false }
}

// ask adds a call to the query, and returns its place there.
func (p *planner) ask(call *syntax.Call) int {
	asked := p.described(call)
	if i := slices.Index(p.query.Calls, asked); i >= 0 {
		return i
	}
	p.query.Calls = append(p.query.Calls, asked)
	return len(p.query.Calls) - 1
}

// described is a call for a query. Its object is what its methods are chosen by.
func (p *planner) described(call *syntax.Call) workspace.Call {
	c := workspace.Call{Function: call.Function}
	switch {
	case call.Name == "[" || call.Name == "[[":
		c.Function = "`" + call.Name + "`"
		c.Object = p.origin(p.here(call.Object()))
	case call.Piped != nil && !takesPlaceholder(call):
		c.Object = p.origin(p.here(call.Piped))
	case len(call.Arguments) > 0 && call.At != 0 && call.Arguments[0].Value != nil:
		c.Object = p.origin(p.here(call.Arguments[0].Value))
	}
	return c
}

// origin is the expression of R's session that a value comes from through steps that keep
// its class; "" if none is known.
func (p *planner) origin(v value) string {
	if v.node == nil || p.depth >= maxDepth {
		return ""
	}
	p.depth++
	defer func() { p.depth-- }()
	switch v.node.Kind() {
	case "identifier":
		if text := v.text(); text == "." || text == "_" {
			return p.origin(pipedInto(v))
		}
		if d, ok := p.definition(syntax.Unquote(v.text()), v.before); ok {
			if found := p.origin(d); found != "" {
				return found
			}
		}
	case "string":
		return v.text()
	case "binary_operator":
		if left, operator, _ := v.tree.Binary(v.node); syntax.IsPipe(operator) {
			return p.origin(v.at(left))
		}
	case "subset":
		return p.origin(v.at(v.tree.CallAt(v.node).Object()))
	case "call":
		call := v.tree.CallAt(v.node)
		if _, ok := verbs[call.Name]; ok && constructors[call.Name] == nil {
			return p.origin(v.at(p.step(v, call, call.Piped).data))
		}
		return ""
	case "extract_operator":
		if left, operator, right := v.tree.Binary(v.node); right != nil && p.isLocal(v) {
			if base := p.origin(v.at(left)); base != "" {
				return base + operator + v.tree.Text(right)
			}
			return ""
		}
	}
	if !isPath(v.tree, v.node) {
		return ""
	}
	return v.text()
}

// arguments adds those of the innermost call that are not given yet, as `name = `.
func (p *planner) arguments(at place) {
	call := at.call
	if call == nil || at.name != "" || call.Name == "[[" {
		return
	}
	write := p.argumentWriter()
	p.settings(call, write)
	if parameters, ok := p.ownFunction(call.Name); ok && call.Function == call.Name {
		list := argumentItems(left(call, parameters), write)
		p.add(func(workspace.Facts) []candidate { return list })
		return
	}
	if call.Name == "aes" {
		list := argumentItems(left(call, aesthetics), write)
		p.add(func(workspace.Facts) []candidate { return list })
		return
	}
	i := p.ask(call)
	taken := remaining(call)
	p.add(func(f workspace.Facts) []candidate {
		if i >= len(f.Calls) {
			return nil
		}
		return argumentItems(taken(f.Calls[i]), write)
	})
}

// aesthetics are what the dots of aes() take, by the help pages of ggplot2's layers.
var aesthetics = func() []workspace.Argument {
	var list []workspace.Argument
	for _, name := range []string{"x", "y", "...", "colour", "color", "fill", "size", "shape", "alpha", "linetype", "linewidth",
		"group", "label", "weight", "xmin", "xmax", "ymin", "ymax", "xend", "yend", "xintercept", "yintercept", "z", "sample",
		"angle", "hjust", "vjust", "family", "fontface", "stroke", "width", "height", "slope", "intercept", "geometry", "map_id"} {
		list = append(list, workspace.Argument{Name: name})
	}
	return list
}()

// settings adds the names that options() and Sys.setenv() take.
func (p *planner) settings(call *syntax.Call, write func(string) string) {
	switch call.Name {
	case "options", "local_options", "with_options":
		p.names(workspace.Options, "option", "option", write)
	case "Sys.setenv", "local_envvar", "with_envvar":
		p.names(workspace.Environment, "variable", "environment variable", write)
	}
}

// argumentWriter spells `name = `, without the = if it stands behind the cursor.
func (p *planner) argumentWriter() func(string) string {
	rest := p.cursor.Code[p.cursor.End:]
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "`"), " \t")
	if p.cursor.Quote != "`" {
		rest = strings.TrimLeft(p.cursor.Code[p.cursor.End:], " \t")
	}
	assigned := strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==")
	w := p.writer
	return func(name string) string {
		if assigned || w.quote != "" && w.closed {
			return w.name(name)
		}
		return w.name(name) + " = "
	}
}

func argumentItems(arguments []workspace.Argument, write func(string) string) []candidate {
	var list []candidate
	for _, a := range arguments {
		signature := a.Name
		if a.Default != "" {
			signature += " = " + a.Default
		}
		text := write(a.Name)
		list = append(list, candidate{Item{text, strings.TrimSuffix(text, " "), "param", signature}, a.Name})
	}
	return list
}

// ownFunction is the arguments of a function that the code defines.
func (p *planner) ownFunction(name string) ([]workspace.Argument, bool) {
	d, ok := p.definition(name, len(p.cursor.Assignments))
	if !ok || d.node.Kind() != "function_definition" {
		return nil, false
	}
	var list []workspace.Argument
	for _, a := range d.tree.Parameters(d.node) {
		argument := workspace.Argument{Name: a.Name}
		if a.Value != nil {
			argument.Default = d.tree.Text(a.Value)
		}
		list = append(list, argument)
	}
	return list, true
}

// choices asks for the values that a named argument can take, and writes them as code.
func (p *planner) choices(at place) {
	if at.call == nil || at.name == "" || at.call.Name == "[" || at.call.Name == "[[" {
		return
	}
	p.query.Choices = &workspace.Choice{Call: p.described(at.call), Name: at.name}
	p.add(func(f workspace.Facts) []candidate {
		var list []candidate
		for _, choice := range f.Choices {
			name := syntax.Unquote(choice)
			list = append(list, candidate{Item{choice, name, "value", "value of " + at.name}, name})
		}
		return list
	})
}
