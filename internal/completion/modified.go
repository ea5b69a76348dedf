package completion

import (
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// modified applies what the code did to a variable after it was set: d$z <- 1,
// d[["z"]] <- 1, names(d) <- c("a", "b"), and d[, z := 1] of data.table.
func (r *reader) modified(name string, before int, s source) source {
	if r.depth >= maxDepth {
		return s
	}
	r.depth++
	defer func() { r.depth-- }()
	code := r.cursor.Code
	begin := 0
	for i := range before {
		a := r.cursor.Assignments[i]
		target := code[a.Target.Start:a.Target.End]
		if a.Value.Start < a.Value.End && syntax.Unquote(strings.TrimSpace(target)) == name {
			begin = i
		}
	}
	for i := begin; i < before; i++ {
		a := r.cursor.Assignments[i]
		target := strings.TrimSpace(code[a.Target.Start:a.Target.End])
		if a.Value.Start == a.Value.End || target == name || !strings.Contains(target, name) {
			continue
		}
		if v, ok := r.expression(a.Target, i); ok {
			s = s.change(r.replacement(name, v, a.Value, i))
		}
	}
	if before != len(r.cursor.Assignments) {
		return s
	}
	for _, statement := range r.cursor.Statements {
		if !strings.HasPrefix(code[statement.Start:statement.End], name+"[") {
			continue
		}
		if v, ok := r.expression(statement, before); ok && v.node.Kind() == "subset" {
			s = s.change(r.assignedByReference(v))
		}
	}
	return s
}

// change applies a change that may be nil.
func (s source) change(c change) source {
	switch {
	case c == nil:
		return s
	case s == nil:
		s = constant()
	}
	return s.then(c)
}

// replacement reads the target of an assignment that changes a part of name.
func (r *reader) replacement(name string, target value, assigned syntax.Span, at int) change {
	isName := func(n *syntax.Node) bool {
		return n != nil && n.Kind() == "identifier" && syntax.Unquote(target.tree.Text(n)) == name
	}
	if left, _, right := target.tree.Binary(target.node); right != nil {
		if isName(left) {
			return r.addsElement(syntax.Unquote(target.tree.Text(right)), assigned, at)
		}
		return nil
	}
	call := target.tree.CallAt(target.node)
	if call == nil {
		return nil
	}
	switch call.Name {
	case "[[", "[":
		last := len(call.Arguments) - 1
		if isName(call.Object()) && last >= 0 && call.Arguments[last].Value != nil {
			names := words(target, call.Arguments[last].Value)
			if len(names) == 1 {
				return r.addsElement(names[0], assigned, at)
			}
			return func(t table) table { return t.add(columns(names...)...) }
		}
	case "names", "colnames":
		v, ok := r.expression(assigned, at)
		if names := words(v, v.node); ok && isName(call.Positional(0)) && len(names) > 0 {
			return func(table) table { return table{columns: columns(names...)} }
		}
	}
	return nil
}

func (r *reader) addsElement(name string, assigned syntax.Span, at int) change {
	o := column(name)
	if v, ok := r.expression(assigned, at); ok {
		if v.node.Kind() == "null" {
			return func(t table) table { return t.without(name) }
		}
		if o = describe(v.tree, v.node); o.Kind != workspace.Function {
			o.Kind = workspace.Column
		}
		o.Name = name
	}
	return func(t table) table { return t.add(o) }
}

// subset tells the columns of d[i, j]: for a data frame those of constant names in j, for
// a data.table those that its j makes.
func (r *reader) subset(v value) source {
	call := v.tree.CallAt(v.node)
	in := r.table(v.at(call.Object()))
	if in == nil {
		return nil
	}
	var j *syntax.Node
	if len(call.Arguments) > 1 && call.Arguments[1].Name == "" {
		j = call.Arguments[1].Value
	} else if len(call.Arguments) == 1 {
		if names := words(v, call.Arguments[0].Value); len(names) > 0 {
			return in.then(func(t table) table { return t.only(names...) })
		}
	}
	by := r.chosen(step{value: v, call: call}, "by")
	if keyby := call.Given("keyby"); keyby != nil {
		by = choose(v.at(keyby))
	}
	if j == nil {
		return in
	}
	if names := words(v, j); len(names) > 0 && (j.Kind() == "string" || v.tree.CallAt(j).Name == "c") {
		return in.then(func(t table) table { return t.only(names...) })
	}
	if adds := r.assignedByReference(v); adds != nil {
		return in.then(adds)
	}
	if made := v.tree.CallAt(j); made != nil && (made.Name == "." || made.Name == "list") {
		list := elements(v, made, workspace.Column)
		for _, a := range made.Arguments {
			if a.Name == "" && a.Value != nil && a.Value.Kind() == "identifier" {
				list = append(list, column(syntax.Unquote(v.tree.Text(a.Value))))
			}
		}
		return in.then(func(t table) table { return t.only(by(t)...).add(list...) })
	}
	if v.tree.Text(j) == ".N" {
		return in.then(func(t table) table { return t.only(by(t)...).add(columns("N")...) })
	}
	return in
}

// assignedByReference reads d[, z := 1], d[, c("a", "b") := ...] and d[, `:=`(a = 1)].
func (r *reader) assignedByReference(v value) change {
	call := v.tree.CallAt(v.node)
	if len(call.Arguments) < 2 || call.Arguments[1].Value == nil {
		return nil
	}
	j := call.Arguments[1].Value
	if left, operator, right := v.tree.Binary(j); right != nil && operator == ":=" {
		names := words(v, left)
		if left.Kind() == "identifier" {
			names = []string{syntax.Unquote(v.tree.Text(left))}
		}
		if right.Kind() == "null" {
			return func(t table) table { return t.without(names...) }
		}
		return func(t table) table { return t.add(columns(names...)...) }
	}
	if made := v.tree.CallAt(j); made != nil && (made.Name == ":=" || made.Name == "let") {
		list := elements(v, made, workspace.Column)
		return func(t table) table { return t.add(list...) }
	}
	return nil
}
