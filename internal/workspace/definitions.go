package workspace

import (
	"maps"
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
)

// definitions are the names that code assigns at top level, with what its text tells.
type definitions struct {
	values map[string]*value
	read   int // codes that were read
	last   string
}

// update reads codes, of which the first were read before unless there are fewer now.
func (d *definitions) update(codes []string) {
	fresh := d.read == 0 || d.read > len(codes) || codes[d.read-1] != d.last
	if fresh {
		*d = definitions{values: map[string]*value{}}
	}
	for _, code := range codes[d.read:] {
		for name, v := range assigned(code) {
			d.values[name] = v
		}
	}
	d.read = len(codes)
	if d.read > 0 {
		d.last = codes[d.read-1]
	}
}

// Assigned lists the names that code assigns in the global environment, as far as its
// text tells.
func Assigned(code string) []string {
	var names []string
	for name := range assigned(code) {
		names = append(names, name)
	}
	return names
}

// maxCode bounds the code that is read for names: more is no cell that a person wrote.
const maxCode = 1 << 18

func assigned(code string) map[string]*value {
	found := map[string]*value{}
	if len(code) > maxCode {
		return found
	}
	t := syntax.Parse(code)
	defer t.Close()
	assignments(t, t.Root(), found, 0)
	maps.DeleteFunc(found, func(name string, _ *value) bool { return name == "" || len(name) > maxName })
	return found
}

// maxName is the longest name that R has, in bytes: to ask it for a longer one, or for an
// empty one, is an error.
const maxName = 10000

// assignments adds what n assigns: below top level too, but not inside functions and
// calls, which have frames of their own.
func assignments(t *syntax.Tree, n *syntax.Node, found map[string]*value, depth int) {
	if depth > 50 {
		return
	}
	switch n.Kind() {
	case "binary_operator":
		if target, source := sides(t, n); target != nil {
			if name := assignedName(t, target); name != "" {
				found[name] = fromSource(t, source)
			}
			assignments(t, source, found, depth+1)
		}
	case "for_statement":
		if variable := n.ChildByFieldName("variable"); variable != nil {
			found[unquoted(t.Text(variable))] = &value{}
		}
		fallthrough
	case "program", "braced_expression", "parenthesized_expression", "if_statement", "while_statement", "repeat_statement":
		for i := range n.NamedChildCount() {
			assignments(t, n.NamedChild(i), found, depth+1)
		}
	}
}

// sides returns the target and the value of an assignment, nil if n is none.
func sides(t *syntax.Tree, n *syntax.Node) (target, source *syntax.Node) {
	operator, left, right := n.ChildByFieldName("operator"), n.ChildByFieldName("lhs"), n.ChildByFieldName("rhs")
	if operator == nil || left == nil || right == nil {
		return nil, nil
	}
	switch t.Text(operator) {
	case "<-", "=", "<<-":
		return left, right
	case "->", "->>":
		return right, left
	}
	return nil, nil
}

// assignedName is the variable that changes: x in names(x)[2] <- "a".
func assignedName(t *syntax.Tree, target *syntax.Node) string {
	for depth := 0; target != nil && depth < 50; depth++ {
		switch target.Kind() {
		case "identifier", "string":
			return unquoted(t.Text(target))
		case "extract_operator":
			target = target.ChildByFieldName("lhs")
		case "subset", "subset2":
			target = target.ChildByFieldName("function")
		case "call":
			arguments := target.ChildByFieldName("arguments")
			if arguments == nil || arguments.NamedChildCount() == 0 {
				return ""
			}
			target = arguments.NamedChild(0).ChildByFieldName("value")
		default:
			return ""
		}
	}
	return ""
}

func unquoted(name string) string {
	if len(name) >= 2 && strings.ContainsRune("`\"'", rune(name[0])) && name[len(name)-1] == name[0] {
		return name[1 : len(name)-1]
	}
	return name
}

// fromSource tells of a value what the code that makes it says.
func fromSource(t *syntax.Tree, source *syntax.Node) *value {
	v := &value{}
	switch source.Kind() {
	case "function_definition":
		v.Type = "closure"
		v.Arguments = parameters(t, source)
	case "string":
		v.Type, v.Length = "character", 1
	case "float":
		v.Type, v.Length = "double", 1
	case "integer":
		v.Type, v.Length = "integer", 1
	case "true", "false":
		v.Type, v.Length = "logical", 1
	}
	return v
}

func parameters(t *syntax.Tree, function *syntax.Node) []Argument {
	var arguments []Argument
	list := function.ChildByFieldName("parameters")
	if list == nil {
		return nil
	}
	for i := range list.NamedChildCount() {
		p := list.NamedChild(i)
		name := p.ChildByFieldName("name")
		if name == nil {
			continue
		}
		a := Argument{Name: unquoted(t.Text(name))}
		if value := p.ChildByFieldName("default"); value != nil {
			a.Default = t.Text(value)
		}
		arguments = append(arguments, a)
	}
	return arguments
}
