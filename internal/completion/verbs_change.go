package completion

import (
	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// changingVerbs add, choose or rename columns.
var changingVerbs = map[string]verb{
	"mutate": addNamed, "transform": addNamed, "add_column": addNamed, "within": addAssigned,
	"transmute": summarise, "summarise": summarise, "summarize": summarise, "reframe": summarise,
	"group_by": groupBy, "count": count, "tally": count,
	"add_count": addN, "add_tally": addN,
	"select": selectColumns, "rename": renameColumns, "distinct": distinct,
	"rownames_to_column": addVar("rowname"), "rowid_to_column": addVar("rowid"),
	"setNames": setNames, "set_names": setNames, "set_colnames": setNames,
	"pull": nothing, "nrow": nothing,
}

func nothing(*reader, step, source) source { return nil }

// named are the arguments that make columns.
func (s step) named() []workspace.Object {
	var list []workspace.Object
	for _, a := range s.rest {
		if a.Name != "" && a.Name[0] != '.' && !(isSetting[a.Name] && s.call.Name != "mutate") {
			list = append(list, element(s.value, a, workspace.Column))
		}
	}
	return list
}

func addNamed(_ *reader, s step, in source) source {
	added := s.named()
	return in.then(func(t table) table { return t.add(added...) })
}

// addAssigned is within(d, { z <- x + y }).
func addAssigned(_ *reader, s step, in source) source {
	var added []workspace.Object
	for _, a := range s.rest {
		if a.Value == nil {
			continue
		}
		list := []*syntax.Node{a.Value}
		if a.Value.Kind() == "braced_expression" {
			list = nil
			for i := range a.Value.NamedChildCount() {
				list = append(list, a.Value.NamedChild(i))
			}
		}
		for _, n := range list {
			left, operator, right := s.tree.Binary(n)
			if right != nil && left.Kind() == "identifier" && (operator == "<-" || operator == "=") {
				added = append(added, column(syntax.Unquote(s.tree.Text(left))))
			}
		}
	}
	return in.then(func(t table) table { return t.add(added...) })
}

// summarise has the groups, the named arguments, and what across() and names choose.
func summarise(r *reader, s step, in source) source {
	made := s.named()
	var more []change
	for _, a := range s.rest {
		if a.Name != "" || a.Value == nil {
			continue
		}
		switch {
		case a.Value.Kind() == "identifier":
			more = append(more, r.selected(s.value, []syntax.Argument{a}))
		case a.Value.Kind() == "call":
			if call := s.tree.CallAt(a.Value); call.Name == "across" && call.Positional(0) != nil {
				more = append(more, r.selected(s.value, []syntax.Argument{{Value: call.Positional(0)}}))
			}
		}
	}
	by := r.chosen(s, ".by")
	return in.then(func(t table) table {
		out := t.only(append(append([]string(nil), t.groups...), by(t)...)...)
		for _, m := range more {
			out = out.add(m(t).columns...)
		}
		out = out.add(made...)
		out.groups = nil
		if n := len(t.groups); n > 1 && s.call.Name != "transmute" {
			out.groups = t.groups[:n-1]
		} else if s.call.Name == "transmute" {
			out.groups = t.groups
		}
		return out
	})
}

// chosen is the selection of a named argument; nothing without it.
func (r *reader) chosen(s step, name string) selection {
	n := s.call.Given(name)
	if n == nil {
		return func(table) []string { return nil }
	}
	return choose(s.at(n))
}

func groupBy(_ *reader, s step, in source) source {
	var groups []string
	for _, a := range s.rest {
		switch {
		case a.Name != "" && a.Name[0] != '.':
			groups = append(groups, a.Name)
		case a.Name == "" && a.Value != nil && a.Value.Kind() == "identifier":
			groups = append(groups, syntax.Unquote(s.tree.Text(a.Value)))
		}
	}
	made := s.named()
	adds := s.call.Given(".add") != nil
	return in.then(func(t table) table {
		t = t.add(made...)
		if adds {
			groups = append(append([]string(nil), t.groups...), groups...)
		}
		t.groups = groups
		return t
	})
}

func (s step) nameOf(argument, otherwise string) string {
	if n := s.call.Given(argument); n != nil && n.Kind() == "string" {
		return syntax.Unquote(s.tree.Text(n))
	}
	return otherwise
}

func count(_ *reader, s step, in source) source {
	var names []string
	for _, a := range s.rest {
		switch {
		case a.Name != "" && !isSetting[a.Name]:
			names = append(names, a.Name)
		case a.Name == "" && a.Value != nil && a.Value.Kind() == "identifier":
			names = append(names, syntax.Unquote(s.tree.Text(a.Value)))
		}
	}
	if s.call.Name == "tally" {
		names = nil
	}
	n := s.nameOf("name", "n")
	return in.then(func(t table) table {
		out := t.only(append(append([]string(nil), t.groups...), names...)...)
		return out.add(workspace.Object{Name: n, Kind: workspace.Column, Class: "integer"})
	})
}

func addN(_ *reader, s step, in source) source {
	n := s.nameOf("name", "n")
	return in.then(func(t table) table {
		return t.add(workspace.Object{Name: n, Kind: workspace.Column, Class: "integer"})
	})
}

func selectColumns(r *reader, s step, in source) source {
	chosen := r.selected(s.value, s.rest)
	return in.then(func(t table) table {
		out := chosen(t)
		for _, group := range t.groups {
			if !out.has(group) {
				out.columns = append(t.only(group).columns, out.columns...)
			}
		}
		return out
	})
}

func renameColumns(_ *reader, s step, in source) source {
	var pairs [][2]string
	for _, a := range s.rest {
		if a.Name != "" && a.Value != nil && (a.Value.Kind() == "identifier" || a.Value.Kind() == "string") {
			pairs = append(pairs, [2]string{syntax.Unquote(s.tree.Text(a.Value)), a.Name})
		}
	}
	return in.then(func(t table) table {
		for _, p := range pairs {
			t = t.rename(p[0], p[1])
		}
		return t
	})
}

func distinct(r *reader, s step, in source) source {
	if s.call.Given(".keep_all") != nil || len(s.rest) == 0 {
		return in
	}
	return summarise(r, s, in)
}

func addVar(name string) verb {
	return func(_ *reader, s step, in source) source {
		name := s.nameOf("var", name)
		return in.then(func(t table) table {
			t.columns = append(columns(name), t.without(name).columns...)
			return t
		})
	}
}

func setNames(_ *reader, s step, in source) source {
	names := stringsOf(s.value, s.rest)
	if len(names) == 0 {
		return in
	}
	return constant(columns(names...)...)
}
