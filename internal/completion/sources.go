package completion

import (
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// maxDepth bounds how far definitions are followed.
const maxDepth = 24

// value is an expression and how many of the assignments are before it.
type value struct {
	tree   *syntax.Tree
	node   *syntax.Node
	before int
}

// reader follows the values of the code, and asks R for those that it does not make.
type reader struct {
	cursor *syntax.Cursor
	query  *workspace.Query
	parsed map[syntax.Span]*syntax.Tree
	depth  int
}

func (r *reader) close() {
	for _, tree := range r.parsed {
		tree.Close()
	}
}

// here makes a value of a node in the tree of the cursor.
func (r *reader) here(n *syntax.Node) value {
	return value{r.cursor.Tree, n, len(r.cursor.Assignments)}
}

func (v value) at(n *syntax.Node) value { return value{v.tree, n, v.before} }
func (v value) text() string            { return v.tree.Text(v.node) }

func (r *reader) parse(s syntax.Span) *syntax.Tree {
	tree := r.parsed[s]
	if tree == nil {
		tree = syntax.Parse(r.cursor.Code[s.Start:s.End])
		r.parsed[s] = tree
	}
	return tree
}

// expression is the first expression of a part of the code.
func (r *reader) expression(s syntax.Span, before int) (value, bool) {
	tree := r.parse(s)
	for i := range tree.Root().NamedChildCount() {
		if n := tree.Root().NamedChild(i); n.Kind() != "comment" {
			return value{tree, n, before}, true
		}
	}
	return value{}, false
}

// definition is what a name was last set to, before the assignment of that number.
func (r *reader) definition(name string, before int) (value, bool) {
	for i := before - 1; i >= 0; i-- {
		a := r.cursor.Assignments[i]
		target := strings.TrimSpace(r.cursor.Code[a.Target.Start:a.Target.End])
		if a.Value.Start < a.Value.End && syntax.Unquote(target) == name {
			return r.expression(a.Value, i)
		}
	}
	for i := len(r.cursor.Statements) - 1; i >= 0; i-- {
		s := r.cursor.Statements[i]
		if !strings.HasPrefix(r.cursor.Code[s.Start:s.End], "assign(") {
			continue
		}
		if v, ok := r.expression(s, before); ok && v.node.Kind() == "call" {
			call := v.tree.CallAt(v.node)
			if n := call.Positional(0); n != nil && syntax.Unquote(v.tree.Text(n)) == name && call.Positional(1) != nil {
				return v.at(call.Positional(1)), true
			}
		}
	}
	return value{}, false
}

// frame asks R for the columns of an expression that can be looked up.
func (r *reader) frame(text string) source {
	i := slices.Index(r.query.Frames, text)
	if i < 0 {
		if len(r.query.Frames) >= maxFrames {
			return nil
		}
		i = len(r.query.Frames)
		r.query.Frames = append(r.query.Frames, text)
	}
	return func(f workspace.Facts) table {
		if i >= len(f.Frames) {
			return table{}
		}
		return table{columns: f.Frames[i]}
	}
}

// maxFrames bounds what one completion asks.
const maxFrames = 12

// table tells what is known of a value; nil if nothing can be.
func (r *reader) table(v value) source {
	if v.node == nil || r.depth >= maxDepth || isCursor(v) {
		return nil
	}
	r.depth++
	defer func() { r.depth-- }()
	switch v.node.Kind() {
	case "identifier":
		return r.named(v)
	case "extract_operator", "subset2":
		return r.element(v)
	case "namespace_operator":
		return r.frame(v.text())
	case "parenthesized_expression":
		return r.table(v.at(v.node.ChildByFieldName("body")))
	case "binary_operator":
		return r.binary(v)
	case "call":
		call := v.tree.CallAt(v.node)
		return r.result(v, call, call.Piped)
	case "subset":
		return r.subset(v)
	}
	return nil
}

// isCursor tells whether a value is what is being written itself.
func isCursor(v value) bool { return v.node.Kind() == "identifier" && v.text() == syntax.Placeholder }

func (r *reader) named(v value) source {
	name := syntax.Unquote(v.text())
	if name == "." || name == "_" {
		return r.table(pipedInto(v))
	}
	s := r.frame(name)
	if d, ok := r.definition(name, v.before); ok {
		if own := r.table(d); own != nil {
			s = own.or(s)
		}
	}
	return r.modified(name, v.before, s)
}

// pipedInto is the left side of the pipe that a "." or "_" stands for.
func pipedInto(v value) value {
	for n := v.node; n.Parent() != nil; n = n.Parent() {
		left, _, right := v.tree.Binary(n.Parent())
		if right != nil && right.Id() == n.Id() && (syntax.IsPipe(v.tree.Operator(n.Parent())) || v.tree.Operator(n.Parent()) == "%$%") {
			return v.at(left)
		}
	}
	return value{}
}

func (r *reader) binary(v value) source {
	left, operator, right := v.tree.Binary(v.node)
	switch {
	case left == nil || right == nil:
		return nil
	case operator == "%T>%":
		return r.table(v.at(left))
	case syntax.IsPipe(operator) && right.Kind() == "call":
		return r.result(v, v.tree.CallAt(right), left)
	case syntax.IsPipe(operator):
		return r.result(v, &syntax.Call{Tree: v.tree, Node: right, Name: v.tree.Name(right), At: -1}, left)
	case operator == "<-" || operator == "<<-" || operator == "=":
		return r.table(v.at(right))
	case operator == "+":
		return nil
	}
	return nil
}

// element is a$b or a[["b"]], of a list that the code makes or of R's session.
func (r *reader) element(v value) source {
	object, name := r.elementOf(v)
	if object.node != nil {
		if found, ok := r.member(object, name); ok {
			return r.table(found)
		}
	}
	if isPath(v.tree, v.node) && !r.isLocal(v) {
		return r.frame(v.text())
	}
	return nil
}

func (r *reader) elementOf(v value) (value, string) {
	if left, _, right := v.tree.Binary(v.node); right != nil {
		return v.at(left), syntax.Unquote(v.tree.Text(right))
	}
	call := v.tree.CallAt(v.node)
	if n := call.Positional(0); n != nil && n.Kind() == "string" {
		return v.at(call.Object()), syntax.Unquote(v.tree.Text(n))
	}
	return value{}, ""
}

// member is the expression of an element of a list() that the code makes.
func (r *reader) member(v value, name string) (value, bool) {
	if r.depth >= maxDepth {
		return value{}, false
	}
	r.depth++
	defer func() { r.depth-- }()
	switch v.node.Kind() {
	case "identifier":
		if d, ok := r.definition(syntax.Unquote(v.text()), v.before); ok {
			return r.member(d, name)
		}
	case "call":
		if n := v.tree.CallAt(v.node).Given(name); n != nil {
			return v.at(n), true
		}
	case "extract_operator", "subset2":
		object, outer := r.elementOf(v)
		if object.node == nil {
			return value{}, false
		}
		if found, ok := r.member(object, outer); ok {
			return r.member(found, name)
		}
	}
	return value{}, false
}

// isLocal tells whether a path begins with a name that the code sets.
func (r *reader) isLocal(v value) bool {
	n := v.node
	for n.Kind() != "identifier" {
		next := n.ChildByFieldName("lhs")
		if next == nil {
			next = n.ChildByFieldName("function")
		}
		if next == nil {
			return false
		}
		n = next
	}
	_, ok := r.definition(syntax.Unquote(v.tree.Text(n)), v.before)
	return ok
}

// isPath tells whether R can look an expression up without running code.
func isPath(t *syntax.Tree, n *syntax.Node) bool {
	if n == nil {
		return false
	}
	switch n.Kind() {
	case "identifier":
		return t.Text(n) != syntax.Placeholder && t.Text(n) != "_"
	case "namespace_operator":
		return true
	case "extract_operator":
		return isPath(t, n.ChildByFieldName("lhs"))
	case "parenthesized_expression":
		return isPath(t, n.ChildByFieldName("body"))
	case "subset2":
		call := t.CallAt(n)
		if len(call.Arguments) != 1 || call.Arguments[0].Value == nil {
			return false
		}
		switch call.Arguments[0].Value.Kind() {
		case "string", "float", "integer":
			return isPath(t, call.Object())
		}
	}
	return false
}
