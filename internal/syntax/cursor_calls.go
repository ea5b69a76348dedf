package syntax

import "strings"

// Call is a call of a function, or a subset with [ or [[.
type Call struct {
	Tree *Tree
	Node *Node
	// Function is the text of what is called, "[" or "[[" of a subset.
	Function string
	// Name is Function without package and backticks.
	Name      string
	Arguments []Argument
	// At is the argument with the cursor for calls of [Cursor.Calls], else -1.
	At int
	// Piped is the left side of the pipe whose right side the call is; nil if none.
	Piped *Node
	// InFunction tells that the cursor is in the body of a function within the call.
	InFunction bool
}

// Argument is one of a call. Value is nil if it is empty.
type Argument struct {
	Name  string
	Value *Node
}

// Object is what a subset is of, or what is called.
func (c *Call) Object() *Node {
	if n := c.Node.ChildByFieldName("function"); n != nil {
		return n
	}
	return c.Node.Child(0)
}

// Given is the value of the argument with one of these names; nil if there is none.
func (c *Call) Given(names ...string) *Node {
	for _, name := range names {
		for _, a := range c.Arguments {
			if a.Name == name {
				return a.Value
			}
		}
	}
	return nil
}

// Positional is the value of an argument without name, by its place among these from 0.
func (c *Call) Positional(place int) *Node {
	for _, a := range c.Arguments {
		if a.Name != "" {
			continue
		}
		if place == 0 {
			return a.Value
		}
		place--
	}
	return nil
}

// CallAt reads a node of kind "call", "subset" or "subset2"; nil if it is none.
func (t *Tree) CallAt(n *Node) *Call {
	c := &Call{Tree: t, Node: n, At: -1}
	switch n.Kind() {
	case "call":
		function := c.Object()
		c.Function = t.Text(function)
		c.Name = t.Name(function)
	case "subset":
		c.Function, c.Name = "[", "["
	case "subset2":
		c.Function, c.Name = "[[", "[["
	default:
		return nil
	}
	if arguments := n.ChildByFieldName("arguments"); arguments != nil {
		c.Arguments = t.arguments(arguments)
	}
	if parent := n.Parent(); parent != nil {
		if left, _, right := t.Binary(parent); right != nil && right.Id() == n.Id() && IsPipe(t.Operator(parent)) {
			c.Piped = left
		}
	}
	return c
}

// children takes time in proportion to their number, which Child(i) for each i does not.
func children(n *Node) []Node {
	cursor := n.Walk()
	defer cursor.Close()
	return n.Children(cursor)
}

// Name is the text of a function without package and backticks.
func (t *Tree) Name(function *Node) string {
	if _, _, right := t.Binary(function); right != nil && function.Kind() == "namespace_operator" {
		function = right
	}
	return Unquote(t.Text(function))
}

// arguments reads the children of a node "arguments", the empty ones included.
func (t *Tree) arguments(n *Node) []Argument {
	var list []Argument
	empty := true // since the last comma
	for _, child := range children(n) {
		switch child.Kind() {
		case "argument":
			a := Argument{Value: child.ChildByFieldName("value")}
			if name := child.ChildByFieldName("name"); name != nil {
				a.Name = Unquote(t.Text(name))
			}
			list = append(list, a)
			empty = false
		case "comma":
			if empty {
				list = append(list, Argument{})
			}
			empty = true
		}
	}
	if empty && len(list) > 0 {
		list = append(list, Argument{}) // f(x, )
	}
	return list
}

// Calls are the calls and subsets around the cursor, the innermost first.
func (c *Cursor) Calls() []*Call {
	var calls []*Call
	inFunction := false
	child := c.Node
	for n := c.Node.Parent(); n != nil; child, n = n, n.Parent() {
		switch n.Kind() {
		case "function_definition":
			inFunction = true
		case "arguments":
			call := c.Tree.CallAt(n.Parent())
			if call == nil {
				continue
			}
			call.At = argumentIndex(n, child)
			call.InFunction = inFunction
			calls = append(calls, call)
		}
	}
	return calls
}

// argumentIndex is the number of commas before a child.
func argumentIndex(arguments, child *Node) int {
	commas := 0
	for _, n := range children(arguments) {
		switch {
		case n.StartByte() >= child.StartByte():
			return commas
		case n.Kind() == "comma":
			commas++
		}
	}
	return commas
}

// Binary takes a binary operator or extraction apart; the operands are nil if n is none.
func (t *Tree) Binary(n *Node) (left *Node, operator string, right *Node) {
	switch n.Kind() {
	case "binary_operator", "extract_operator", "namespace_operator":
		left, right = n.ChildByFieldName("lhs"), n.ChildByFieldName("rhs")
	}
	if left == nil || right == nil {
		return nil, "", nil // also of code that is wrong
	}
	return left, t.Operator(n), right
}

// Operator is the text of the operator of a node, "" if it has none.
func (t *Tree) Operator(n *Node) string {
	if op := n.ChildByFieldName("operator"); op != nil {
		return t.Text(op)
	}
	return ""
}

// IsPipe tells whether an operator gives its left side to the call on its right.
func IsPipe(operator string) bool {
	switch operator {
	case "|>", "%>%", "%<>%", "%T>%", "%!>%":
		return true
	}
	return false
}

// Unquote is a name without its backticks, or a string without its quotes.
func Unquote(text string) string {
	if opening := rawOpening(text); opening != "" {
		return strings.TrimSuffix(text[len(opening):], rawClosing(opening))
	}
	if len(text) < 2 || strings.IndexByte("`\"'", text[0]) < 0 || text[len(text)-1] != text[0] {
		return text
	}
	text = text[1 : len(text)-1]
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	return strings.NewReplacer(`\\`, `\`, "\\`", "`", `\"`, `"`, `\'`, `'`, `\n`, "\n", `\t`, "\t").Replace(text)
}

// Parameters are the names and defaults of a node "function_definition".
func (t *Tree) Parameters(n *Node) []Argument {
	list := n.ChildByFieldName("parameters")
	if list == nil {
		return nil
	}
	var parameters []Argument
	for i := range list.NamedChildCount() {
		child := list.NamedChild(i)
		if name := child.ChildByFieldName("name"); child.Kind() == "parameter" && name != nil {
			parameters = append(parameters, Argument{Unquote(t.Text(name)), child.ChildByFieldName("default")})
		}
	}
	return parameters
}
