package completion

import (
	"slices"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// reshapingVerbs make columns of rows and rows of columns.
var reshapingVerbs = map[string]verb{
	"pivot_longer": pivotLonger, "gather": gather, "melt": melt,
	"pivot_wider": pivotWider, "spread": pivotWider,
	"separate": separate, "separate_wider_delim": separate, "extract": separate, "unite": unite, "nest": nest,
}

// combiningVerbs take several tables.
var combiningVerbs = map[string]verb{
	"left_join": join, "right_join": join, "inner_join": join, "full_join": join, "merge": join, "cross_join": join,
	"bind_rows": join, "bind_cols": join, "cbind": bindColumns, "rbind": join, "nest_join": join,
}

// others is what is left of a table without the columns that an argument chooses.
func others(t table, chosen []string) table {
	if len(chosen) == len(t.columns) {
		return t // not understood, or all
	}
	return t.without(chosen...)
}

func pivotLonger(_ *reader, s step, in source) source {
	n := s.call.Given("cols")
	if n == nil {
		n = step{rest: s.rest}.first()
	}
	chosen := choose(s.at(n))
	if n != nil && n.Kind() == "unary_operator" {
		chosen = opposite(choose(s.at(n.ChildByFieldName("rhs"))))
	}
	names := []string{"name"}
	if given := words(s.value, s.call.Given("names_to")); len(given) > 0 {
		names = given
	}
	names = append(names, s.nameOf("values_to", "value"))
	names = slices.DeleteFunc(names, func(name string) bool { return name == ".value" })
	return in.then(func(t table) table { return others(t, chosen(t)).add(columns(names...)...) })
}

func opposite(s selection) selection {
	return func(t table) []string { return all(t.without(s(t)...)) }
}

// first is the value of the first argument without a name.
func (s step) first() *syntax.Node {
	for _, a := range s.rest {
		if a.Name == "" {
			return a.Value
		}
	}
	return nil
}

func gather(_ *reader, s step, in source) source {
	names := []string{"key", "value"}
	place := 0
	for _, a := range s.rest {
		if a.Value == nil || a.Value.Kind() != "identifier" && a.Value.Kind() != "string" {
			continue
		}
		switch text := syntax.Unquote(s.tree.Text(a.Value)); {
		case a.Name == "key":
			names[0] = text
		case a.Name == "value":
			names[1] = text
		case a.Name == "" && place < 2:
			names[place] = text
			place++
		}
	}
	return in.then(func(t table) table { return t.add(columns(names...)...) })
}

func melt(_ *reader, s step, in source) source {
	kept := words(s.value, s.call.Given("id.vars", "id"))
	made := []string{s.nameOf("variable.name", "variable"), s.nameOf("value.name", "value")}
	return in.then(func(t table) table {
		if len(kept) > 0 {
			t = t.only(kept...)
		}
		return t.add(columns(made...)...)
	})
}

// pivotWider takes away the columns that give names and values; the new ones R must tell.
func pivotWider(r *reader, s step, in source) source {
	gone := []selection{r.chosen(s, "names_from"), r.chosen(s, "values_from"), r.chosen(s, "key"), r.chosen(s, "value")}
	return in.then(func(t table) table {
		out := t
		for _, chosen := range gone {
			out = out.without(chosen(t)...)
		}
		return out
	})
}

func separate(_ *reader, s step, in source) source {
	n := s.call.Given("into", "names")
	for i, a := range s.rest {
		if n == nil && i > 0 && a.Name == "" {
			n = a.Value
		}
	}
	made := words(s.value, n)
	col := s.call.Given("col", "cols")
	if col == nil {
		col = s.first()
	}
	chosen := choose(s.at(col))
	keeps := s.call.Given("remove") != nil
	return in.then(func(t table) table {
		if !keeps && col != nil {
			t = others(t, chosen(t))
		}
		return t.add(columns(made...)...)
	})
}

func unite(_ *reader, s step, in source) source {
	n := s.call.Given("col")
	if n == nil {
		n = s.first()
	}
	if n == nil {
		return in
	}
	name := syntax.Unquote(s.tree.Text(n))
	return in.then(func(t table) table { return t.add(columns(name)...) })
}

func nest(_ *reader, s step, in source) source {
	names := []workspace.Object{}
	for _, a := range s.rest {
		if a.Name != "" && a.Name[0] != '.' {
			names = append(names, column(a.Name))
		}
	}
	if len(names) == 0 {
		names = columns("data")
	}
	return in.then(func(t table) table {
		if len(t.groups) > 0 {
			t = t.only(t.groups...)
		}
		return t.add(names...)
	})
}

// join has the columns of all tables. A suffix, if R adds one, is not foreseen.
func join(r *reader, s step, in source) source {
	for _, a := range s.rest {
		if a.Value != nil && (a.Name == "" || a.Name == "y") {
			in = in.with(r.table(s.at(a.Value)))
		}
	}
	return in
}

func bindColumns(r *reader, s step, in source) source {
	return addNamed(r, s, join(r, s, in))
}
