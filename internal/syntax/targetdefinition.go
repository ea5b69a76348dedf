package syntax

import "strings"

// Definition is where code defines a name.
type Definition struct {
	// Local says that the name is known only within a function around the cursor.
	Local bool
	// Parameter says that it is an argument of Function, with the text of its default.
	Parameter bool
	Function  string // "" if it has no name
	Default   string
	// Signature is "(x, ...)" if the value is a function.
	Signature string
	// Comments are the lines above, without "#" and "#'".
	Comments string
	Source   string // the defining code
	Line     int    // from 1
}

// definition finds the definition of a name that is meant at a node: in the functions
// around it, then at top level. With called, only functions and parameters count.
func definition(t *Tree, at *Node, name string, called bool) *Definition {
	for n := at.Parent(); n != nil; n = n.Parent() {
		if n.Kind() != "function_definition" {
			continue
		}
		if d := parameter(t, n, name); d != nil {
			return d
		}
		body := n.ChildByFieldName("body")
		if body == nil {
			continue
		}
		if d := assignment(t, body, at, name, called); d != nil {
			d.Local = true
			return d
		}
	}
	return assignment(t, t.root, at, name, called)
}

func parameter(t *Tree, function *Node, name string) *Definition {
	list := function.ChildByFieldName("parameters")
	if list == nil {
		return nil
	}
	for i := range list.NamedChildCount() {
		p := list.NamedChild(i)
		if id := p.ChildByFieldName("name"); id != nil && t.unquoted(id) == name {
			d := &Definition{Local: true, Parameter: true, Function: functionName(t, function), Line: lineOf(p), Source: t.Text(p)}
			if value := p.ChildByFieldName("default"); value != nil {
				d.Default = t.Text(value)
			}
			return d
		}
	}
	return nil
}

func functionName(t *Tree, function *Node) string {
	if p := function.Parent(); p != nil && p.Kind() == "binary_operator" {
		if target, value := sides(t, p); target != nil && value != nil && value.Id() == function.Id() {
			return t.unquoted(target)
		}
	}
	return ""
}

func (t *Tree) unquoted(n *Node) string { return leaf{text: t.Text(n)}.unquoted() }

func lineOf(n *Node) int { return int(n.StartPosition().Row) + 1 }

// sides are the target and the value of an assignment, nil if it is none.
func sides(t *Tree, n *Node) (target, value *Node) {
	operator := n.ChildByFieldName("operator")
	if operator == nil {
		return nil, nil
	}
	target, value = n.ChildByFieldName("lhs"), n.ChildByFieldName("rhs")
	switch operator.Kind() {
	case "<-", "<<-", "=", ":=":
	case "->", "->>":
		target, value = value, target
	default:
		return nil, nil
	}
	if target == nil || target.Kind() != "identifier" && target.Kind() != "string" {
		return nil, nil
	}
	return target, value
}

// assignment finds the last assignment to a name before a node, or the first after it,
// outside of functions.
func assignment(t *Tree, in, at *Node, name string, called bool) *Definition {
	if !strings.Contains(t.Text(in), name) {
		return nil
	}
	var found *Definition
	place := at.StartByte()
	c := in.Walk()
	defer c.Close()
	for more := true; more; {
		n := c.Node()
		if found != nil && n.StartByte() > place {
			break
		}
		kind := kindName(n)
		switch kind {
		case "binary_operator":
			target, value := sides(t, n)
			if target != nil && t.unquoted(target) == name && value != nil && (!called || value.Kind() == "function_definition") {
				found = assigned(t, n, value)
			}
		case "for_statement":
			if v := n.ChildByFieldName("variable"); v != nil && t.Text(v) == name && !called {
				found = &Definition{Line: lineOf(n), Source: forHead(t, n)}
			}
		}
		if holdsAssignments[kind] && strings.Contains(t.Text(n), name) && c.GotoFirstChild() {
			continue
		}
		for more = c.GotoNextSibling(); !more; more = c.GotoNextSibling() {
			if !c.GotoParent() {
				break
			}
		}
	}
	return found
}

// holdsAssignments are the kinds of code in which assignments are looked for: those
// within calls are rare, or belong to a function.
var holdsAssignments = map[string]bool{"program": true, "braced_expression": true, "parenthesized_expression": true, "if_statement": true,
	"for_statement": true, "while_statement": true, "repeat_statement": true, "binary_operator": true, "ERROR": true}

func forHead(t *Tree, n *Node) string {
	text := t.Text(n)
	if body := n.ChildByFieldName("body"); body != nil {
		text = text[:body.StartByte()-n.StartByte()]
	}
	return strings.TrimSpace(text)
}

func assigned(t *Tree, n, value *Node) *Definition {
	d := &Definition{Line: lineOf(n), Source: t.Text(n), Comments: commentsAbove(t, n)}
	if value.Kind() == "function_definition" {
		if p := value.ChildByFieldName("parameters"); p != nil {
			d.Signature = strings.Join(strings.Fields(t.Text(p)), " ")
		}
	}
	return d
}

// commentsAbove are the comments in the lines before a node.
func commentsAbove(t *Tree, n *Node) string {
	var lines []string
	row := n.StartPosition().Row
	for p := n.PrevSibling(); p != nil && p.Kind() == "comment" && p.EndPosition().Row+1 == row; p = p.PrevSibling() {
		text := strings.TrimPrefix(strings.TrimLeft(t.Text(p), "#"), "'")
		lines = append([]string{strings.TrimPrefix(text, " ")}, lines...)
		row = p.StartPosition().Row
	}
	return strings.Join(lines, "\n")
}
