package completion

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
)

// selection chooses columns as select() does: the names of a table's columns.
type selection func(table) []string

// selected reads the arguments of a verb that selects. Names of arguments are new names.
func (r *reader) selected(v value, arguments []syntax.Argument) change {
	type pick struct {
		as     string
		choose selection
		drop   bool
	}
	var picks []pick
	for _, a := range arguments {
		if a.Value == nil || strings.HasPrefix(a.Name, ".") {
			continue
		}
		n, drop := a.Value, false
		for n != nil && n.Kind() == "unary_operator" && strings.Contains("-!", v.tree.Operator(n)) {
			n, drop = n.ChildByFieldName("rhs"), !drop
		}
		picks = append(picks, pick{a.Name, choose(v.at(n)), drop})
	}
	return func(t table) table {
		out := table{groups: t.groups}
		for i, p := range picks {
			names := p.choose(t)
			switch {
			case p.drop && i == 0:
				out = t.without(names...)
			case p.drop:
				out = out.without(names...)
			case p.as != "" && len(names) == 1:
				renamed := t.only(names...).rename(names[0], p.as)
				out.columns = append(out.columns, renamed.columns...)
			default:
				out = out.add(t.only(names...).columns...)
			}
		}
		return out
	}
}

// choose reads one argument of a selection. What it does not understand chooses all.
func choose(v value) selection {
	if v.node == nil {
		return all
	}
	switch v.node.Kind() {
	case "identifier", "string":
		name := syntax.Unquote(v.text())
		return func(table) []string { return []string{name} }
	case "parenthesized_expression":
		return choose(v.at(v.node.ChildByFieldName("body")))
	case "float", "integer":
		i, err := strconv.Atoi(strings.TrimSuffix(v.text(), "L"))
		return func(t table) []string {
			if err != nil || i < 1 || i > len(t.columns) {
				return nil
			}
			return []string{t.columns[i-1].Name}
		}
	case "binary_operator":
		return chooseRange(v)
	case "call":
		return chooseCall(v)
	}
	return all
}

func all(t table) []string { return t.matching(func(string) bool { return true }) }

func chooseRange(v value) selection {
	left, operator, right := v.tree.Binary(v.node)
	if operator != ":" || left == nil || right == nil {
		return all
	}
	first, last := choose(v.at(left)), choose(v.at(right))
	return func(t table) []string {
		from, to := first(t), last(t)
		if len(from) != 1 || len(to) != 1 {
			return nil
		}
		i, j := t.index(from[0]), t.index(to[0])
		if i < 0 || j < 0 {
			return append(from, to...)
		}
		return all(table{columns: t.columns[min(i, j) : max(i, j)+1]})
	}
}

func chooseCall(v value) selection {
	call := v.tree.CallAt(v.node)
	words := stringsOf(v, call.Arguments)
	matching := func(match func(name, word string) bool) selection {
		return func(t table) []string {
			return t.matching(func(name string) bool {
				return slices.ContainsFunc(words, func(word string) bool { return match(name, word) })
			})
		}
	}
	switch call.Name {
	case "starts_with":
		return matching(hasPrefixFold)
	case "ends_with":
		return matching(hasSuffixFold)
	case "contains":
		return matching(containsFold)
	case "c", "all_of", "any_of", "one_of", "list", "vars", ".":
		var parts []selection
		for _, a := range call.Arguments {
			if a.Value != nil {
				parts = append(parts, choose(v.at(a.Value)))
			}
		}
		return func(t table) []string {
			var names []string
			for _, part := range parts {
				names = append(names, part(t)...)
			}
			return names
		}
	case "last_col":
		return func(t table) []string { return all(table{columns: t.columns[max(0, len(t.columns)-1):]}) }
	}
	return all
}

// stringsOf are the string constants among arguments, also in c() and all_of().
func stringsOf(v value, arguments []syntax.Argument) []string {
	var list []string
	for _, a := range arguments {
		switch {
		case a.Value == nil:
		case a.Value.Kind() == "string":
			list = append(list, syntax.Unquote(v.tree.Text(a.Value)))
		case a.Value.Kind() == "call":
			list = append(list, stringsOf(v, v.tree.CallAt(a.Value).Arguments)...)
		}
	}
	return list
}

// words are the strings of one node: a constant or c("a", "b").
func words(v value, n *syntax.Node) []string {
	return stringsOf(v, []syntax.Argument{{Value: n}})
}
