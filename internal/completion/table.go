package completion

import (
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/workspace"
)

// table is what is known of a data frame or list: its columns or elements.
type table struct {
	columns []workspace.Object
	groups  []string // of a grouped data frame
}

// source tells a table when R has answered. A nil source knows nothing.
type source func(workspace.Facts) table

// change makes a table from another one.
type change func(table) table

func (s source) then(c change) source {
	if s == nil {
		return nil
	}
	return func(f workspace.Facts) table { return c(s(f)) }
}

// or is the first of two that knows anything.
func (s source) or(other source) source {
	switch {
	case s == nil:
		return other
	case other == nil:
		return s
	}
	return func(f workspace.Facts) table {
		if t := s(f); len(t.columns) > 0 {
			return t
		}
		return other(f)
	}
}

// with has the columns of both.
func (s source) with(other source) source {
	switch {
	case s == nil:
		return other
	case other == nil:
		return s
	}
	return func(f workspace.Facts) table { return s(f).add(other(f).columns...) }
}

func (t table) has(name string) bool { return t.index(name) >= 0 }

func (t table) index(name string) int {
	return slices.IndexFunc(t.columns, func(o workspace.Object) bool { return o.Name == name })
}

// add appends columns, or replaces those of the same name.
func (t table) add(columns ...workspace.Object) table {
	t.columns = slices.Clone(t.columns)
	for _, column := range columns {
		if i := t.index(column.Name); i >= 0 {
			t.columns[i] = column
		} else {
			t.columns = append(t.columns, column)
		}
	}
	return t
}

func (t table) without(names ...string) table {
	t.columns = slices.DeleteFunc(slices.Clone(t.columns), func(o workspace.Object) bool {
		return slices.Contains(names, o.Name)
	})
	return t
}

// only keeps columns, in the order of names. What is not known is made.
func (t table) only(names ...string) table {
	var columns []workspace.Object
	for _, name := range names {
		if i := t.index(name); i >= 0 {
			columns = append(columns, t.columns[i])
		} else {
			columns = append(columns, column(name))
		}
	}
	return table{columns, t.groups}
}

func (t table) rename(old, name string) table {
	t.columns = slices.Clone(t.columns)
	if i := t.index(old); i >= 0 {
		t.columns[i].Name = name
		return t
	}
	return t.add(column(name))
}

func column(name string) workspace.Object {
	return workspace.Object{Name: name, Kind: workspace.Column}
}

func columns(names ...string) []workspace.Object {
	list := make([]workspace.Object, len(names))
	for i, name := range names {
		list[i] = column(name)
	}
	return list
}

// constant is a source that needs no answer of R.
func constant(columns ...workspace.Object) source {
	return func(workspace.Facts) table { return table{columns: columns} }
}

func (t table) matching(match func(string) bool) []string {
	var names []string
	for _, c := range t.columns {
		if match(c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}
func hasPrefixFold(s, prefix string) bool {
	return strings.HasPrefix(s, prefix) || len(s) >= len(prefix) && strings.HasPrefix(strings.ToLower(s), strings.ToLower(prefix))
}
func hasSuffixFold(s, suffix string) bool {
	return strings.HasSuffix(strings.ToLower(s), strings.ToLower(suffix))
}
