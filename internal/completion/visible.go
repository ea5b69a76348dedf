package completion

import (
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// visible finds the columns that can be written as names at the cursor. sure says that
// the calls around it are known to look names up among them.
func (p *planner) visible() (columns source, sure bool) {
	var guess source
	formula := p.inFormula()
	for i, call := range p.calls {
		switch {
		case call.Name == "[":
			columns = columns.with(p.inBrackets(call))
		case formula != nil && !call.InFunction && contains(call.Node, formula):
			s := p.formulaData(call)
			columns, sure = columns.with(s), sure || s != nil
			formula = nil
		case isAes(call.Name):
			columns, sure = columns.with(p.plotData(i)), true
		case masking[call.Name] && !isHelper(call):
			s := p.data(call)
			columns, sure = columns.with(s), sure || s != nil
		case !call.InFunction && guess == nil:
			guess = p.data(call)
		}
	}
	if exposed := p.exposed(); exposed != nil {
		return exposed.with(columns), true
	}
	if sure {
		return columns, true
	}
	return columns.with(guess), false
}

func contains(outer, inner *syntax.Node) bool {
	return outer.StartByte() <= inner.StartByte() && inner.EndByte() <= outer.EndByte()
}

// isHelper tells whether a verb stands in another one, whose table it means: across().
func isHelper(call *syntax.Call) bool {
	switch call.Name {
	case "across", "c_across", "pick", "if_any", "if_all", "nesting", "crossing":
		return true
	}
	return false
}

func isAes(name string) bool { return name == "aes" || name == "vars" || name == "aes_string" }

// inFormula is the formula around the cursor; nil if there is none.
func (p *planner) inFormula() *syntax.Node {
	for n := p.cursor.Node.Parent(); n != nil; n = n.Parent() {
		switch n.Kind() {
		case "binary_operator", "unary_operator":
			if p.cursor.Tree.Operator(n) == "~" {
				return n
			}
		case "function_definition", "braced_expression":
			return nil
		}
	}
	return nil
}

// data finds the table of a call: its data argument, what is piped into it, its first
// argument, or the plot that it is added to.
func (p *planner) data(call *syntax.Call) source {
	if n := p.givenData(call); n != nil {
		return p.table(p.here(n))
	}
	if call.Piped != nil {
		return p.table(p.here(call.Piped))
	}
	if len(call.Arguments) > 0 && call.At != 0 && call.Arguments[0].Name == "" {
		if s := p.table(p.here(call.Arguments[0].Value)); s != nil {
			return s
		}
	}
	return p.plotOf(call.Node)
}

func (p *planner) givenData(call *syntax.Call) *syntax.Node {
	for i, a := range call.Arguments {
		if i == call.At || a.Value == nil {
			continue
		}
		switch a.Name {
		case "data", ".data", "_data", ".tbl", "newdata":
			return a.Value
		}
	}
	return nil
}

// formulaData is the table of a formula: also lm(y ~ x, d).
func (p *planner) formulaData(call *syntax.Call) source {
	if n := p.givenData(call); n != nil {
		return p.table(p.here(n))
	}
	if call.Piped != nil && !takesPlaceholder(call) {
		return p.table(p.here(call.Piped))
	}
	for i, a := range call.Arguments {
		if i == call.At || a.Name != "" || a.Value == nil {
			continue
		}
		if s := p.table(p.here(a.Value)); s != nil {
			return s
		}
	}
	return p.plotOf(call.Node)
}

// exposed is the left side of df %$% cor(x, y).
func (p *planner) exposed() source {
	for n := p.cursor.Node; n.Parent() != nil; n = n.Parent() {
		left, operator, right := p.cursor.Tree.Binary(n.Parent())
		if operator == "%$%" && right != nil && right.Id() == n.Id() {
			return p.table(p.here(left))
		}
	}
	return nil
}

// plotData is the data of an aes(), the call of that number.
func (p *planner) plotData(i int) source {
	if i+1 < len(p.calls) {
		outer := p.calls[i+1]
		if n := p.givenData(outer); n != nil {
			return p.table(p.here(n))
		}
		if outer.Name == "ggplot" || outer.Name == "qplot" {
			return p.data(outer)
		}
		if s := p.plotOf(outer.Node); s != nil {
			return s
		}
		return p.data(outer)
	}
	return p.plotOf(p.calls[i].Node)
}

// plotOf is the data of the plot to which a layer is added with +.
func (p *planner) plotOf(layer *syntax.Node) source {
	for n := layer; n.Parent() != nil; n = n.Parent() {
		left, operator, right := p.cursor.Tree.Binary(n.Parent())
		if right != nil && right.Id() == n.Id() && operator == "+" {
			return p.plot(p.here(left))
		}
		if n.Parent().Kind() == "arguments" {
			return nil
		}
	}
	return nil
}

// plot is the data of a ggplot.
func (p *planner) plot(v value) source {
	if v.node == nil || p.depth >= maxDepth {
		return nil
	}
	p.depth++
	defer func() { p.depth-- }()
	switch v.node.Kind() {
	case "parenthesized_expression":
		return p.plot(v.at(v.node.ChildByFieldName("body")))
	case "binary_operator":
		left, operator, right := v.tree.Binary(v.node)
		switch {
		case operator == "+":
			return p.plot(v.at(left))
		case syntax.IsPipe(operator):
			return p.table(v.at(left))
		case strings.Contains(operator, "<-"), operator == "=":
			return p.plot(v.at(right))
		}
	case "identifier":
		if d, ok := p.definition(syntax.Unquote(v.text()), v.before); ok {
			if s := p.plot(d); s != nil {
				return s
			}
		}
		return p.frame(v.text() + "$data")
	case "call":
		call := v.tree.CallAt(v.node)
		if call.Name != "ggplot" && call.Name != "qplot" {
			return nil
		}
		if n := call.Given("data"); n != nil {
			return p.table(v.at(n))
		}
		if n := call.Positional(0); n != nil {
			return p.table(v.at(n))
		}
	}
	return nil
}

// inBrackets is the columns of d in d[i, j], if d is a data.table: only there are they names.
func (p *planner) inBrackets(call *syntax.Call) source {
	object := p.here(call.Object())
	s := p.table(object)
	if s == nil {
		return nil
	}
	if p.isDataTable(object) || usesDataTable(call) {
		return s
	}
	i := p.ask(call)
	return func(f workspace.Facts) table {
		if i < len(f.Calls) && hasArgument(f.Calls[i], "keyby") {
			return s(f)
		}
		return table{}
	}
}

func hasArgument(arguments []workspace.Argument, name string) bool {
	for _, a := range arguments {
		if a.Name == name {
			return true
		}
	}
	return false
}

// usesDataTable tells whether brackets hold what only a data.table understands.
func usesDataTable(call *syntax.Call) bool {
	if call.Given("by", "keyby", "on", ".SDcols") != nil {
		return true
	}
	for _, a := range call.Arguments {
		if a.Value == nil {
			continue
		}
		if inner := call.Tree.CallAt(a.Value); inner != nil && (inner.Name == "." || inner.Name == ":=") {
			return true
		}
		if call.Tree.Operator(a.Value) == ":=" {
			return true
		}
	}
	return false
}

// isDataTable tells whether the code makes a data.table.
func (p *planner) isDataTable(v value) bool {
	if v.node.Kind() == "identifier" {
		name := syntax.Unquote(v.text())
		for _, s := range p.cursor.Statements {
			if strings.HasPrefix(p.cursor.Code[s.Start:s.End], "setDT("+name) {
				return true
			}
		}
		d, ok := p.definition(name, v.before)
		return ok && d.node.Kind() != "identifier" && p.isDataTable(d)
	}
	call := v.tree.CallAt(v.node)
	if call == nil {
		return false
	}
	switch call.Name {
	case "data.table", "as.data.table", "fread", "setDT":
		return true
	case "[", "copy":
		n := call.Positional(0)
		if call.Name == "[" {
			n = call.Object()
		}
		return n != nil && p.isDataTable(v.at(n))
	}
	return false
}
