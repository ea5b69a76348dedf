package completion

import (
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// step is a call whose first argument, or what is piped into it, is a table.
type step struct {
	value
	call *syntax.Call
	data *syntax.Node      // nil if there is none
	rest []syntax.Argument // the other arguments
}

// verb tells the table that a step makes; in is the one that it takes, never nil.
type verb func(r *reader, s step, in source) source

// keeps are the verbs that leave the columns as they are.
const keeps = `filter arrange slice slice_head slice_tail slice_min slice_max slice_sample drop_na fill ungroup rowwise
	head tail na.omit as_tibble as.data.frame as.data.table as_data_frame tbl_df relocate rename_with sample_n
	sample_frac top_n unique rev droplevels identity invisible print copy collect compute semi_join anti_join setDT
	setorder setorderv setkey setkeyv complete expand filter_all filter_at filter_if mutate_all mutate_at mutate_if
	mutate_each group_modify with_groups lazy_dt as_tsibble st_as_sf replace_na nest_by subset glimpse
	remove_rownames type_convert fortify arrange_all arrange_at setDF suppressWarnings suppressMessages force`

// masks are the verbs whose arguments are surely evaluated with the columns of a table.
const masks = `mutate transmute filter arrange summarise summarize reframe group_by select rename relocate distinct count
	add_count tally pull slice_min slice_max top_n pivot_longer pivot_wider gather spread separate unite nest unnest
	drop_na fill complete expand separate_rows separate_wider_delim unnest_longer unnest_wider hoist rows_update
	with within subset transform across c_across pick if_any if_all filter_out mutate_at summarise_at group_by_at
	nest_by aes vars rename_with rowwise left_join right_join inner_join full_join semi_join anti_join add_column
	crossing nesting setorder setkey setorderv setkeyv qplot quickplot summarise_by fct_reorder`

var (
	verbs   = map[string]verb{}
	masking = set(masks)
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, word := range strings.Fields(words) {
		m[word] = true
	}
	return m
}

func init() {
	for word := range set(keeps) {
		verbs[word] = keep
	}
	for _, group := range []map[string]verb{changingVerbs, reshapingVerbs, combiningVerbs} {
		for name, v := range group {
			verbs[name] = v
		}
	}
}

func keep(_ *reader, _ step, in source) source { return in }

// result tells the table that a call makes.
func (r *reader) result(v value, call *syntax.Call, piped *syntax.Node) source {
	if make, ok := constructors[call.Name]; ok && piped == nil {
		return make(r, v, call)
	}
	v = v.at(call.Node)
	verb, ok := verbs[call.Name]
	if !ok {
		return nil
	}
	s := r.step(v, call, piped)
	if s.data == nil {
		return nil
	}
	in := r.table(v.at(s.data))
	if in == nil {
		in = constant()
	}
	return verb(r, s, in)
}

// step finds the table among the arguments of a call.
func (r *reader) step(v value, call *syntax.Call, piped *syntax.Node) step {
	s := step{value: v, call: call, data: piped, rest: call.Arguments}
	for i, a := range call.Arguments {
		if a.Value == nil {
			continue
		}
		text := v.tree.Text(a.Value)
		dataName := a.Name == ".data" || a.Name == "data" || a.Name == "_data" || a.Name == ".tbl"
		placeholder := piped != nil && (text == "." || text == "_")
		if dataName || placeholder || piped == nil && a.Name == "" {
			if !placeholder {
				s.data = a.Value
			}
			s.rest = append(append([]syntax.Argument(nil), call.Arguments[:i]...), call.Arguments[i+1:]...)
			if dataName || placeholder || s.data != nil {
				return s
			}
		}
	}
	return s
}

// constructor tells the table or list that a call makes of its arguments.
type constructor func(r *reader, v value, call *syntax.Call) source

var constructors map[string]constructor

func init() {
	constructors = map[string]constructor{
		"data.frame": makeTable, "tibble": makeTable, "data_frame": makeTable, "data.table": makeTable, "list": makeList, "c": makeList,
		"lst": makeList, "expand.grid": makeTable, "expand_grid": makeTable, "crossing": makeTable, "cbind": makeTable,
		"tribble": makeTribble, "list2": makeList, "rbind": firstTable, "structure": firstTable, "bind_cols": makeTable,
		"cbind.data.frame": makeTable, "split": firstTable,
	}
}

// makeList has the named arguments as elements.
func makeList(_ *reader, v value, call *syntax.Call) source {
	return constant(elements(v, call, "")...)
}

// makeTable has the named arguments as columns, and the columns of tables among the others.
func makeTable(r *reader, v value, call *syntax.Call) source {
	var s source
	for _, a := range call.Arguments {
		switch {
		case a.Name != "" && !isSetting[a.Name]:
			s = s.with(constant(element(v, a, workspace.Column)))
		case a.Name == "" && a.Value != nil:
			part := r.table(v.at(a.Value))
			if part == nil && a.Value.Kind() == "identifier" && !isCursor(v.at(a.Value)) {
				part = constant(column(syntax.Unquote(v.tree.Text(a.Value))))
			} else if part != nil && a.Value.Kind() == "identifier" {
				part = part.or(constant(column(syntax.Unquote(v.tree.Text(a.Value)))))
			}
			s = s.with(part)
		}
	}
	return s
}

var isSetting = set("stringsAsFactors check.names check.rows row.names fix.empty.names .name_repair .rows .groups .by .keep .before .after keep.rownames key KEEP.OUT.ATTRS deparse.level .preserve .drop .add sort wt name .keep_all")

func makeTribble(_ *reader, v value, call *syntax.Call) source {
	var names []string
	for _, a := range call.Arguments {
		if a.Value != nil && a.Value.Kind() == "unary_operator" && v.tree.Operator(a.Value) == "~" {
			names = append(names, syntax.Unquote(v.tree.Text(a.Value.ChildByFieldName("rhs"))))
		}
	}
	return constant(columns(names...)...)
}

func firstTable(r *reader, v value, call *syntax.Call) source {
	for _, a := range call.Arguments {
		if a.Value != nil {
			if s := r.table(v.at(a.Value)); s != nil {
				return s
			}
		}
	}
	return nil
}

// elements are the named arguments of a call; kind "" looks at their values.
func elements(v value, call *syntax.Call, kind workspace.Kind) []workspace.Object {
	var list []workspace.Object
	for _, a := range call.Arguments {
		if a.Name != "" {
			list = append(list, element(v, a, kind))
		}
	}
	return list
}

func element(v value, a syntax.Argument, kind workspace.Kind) workspace.Object {
	o := describe(v.tree, a.Value)
	o.Name = a.Name
	if kind != "" {
		o.Kind = kind
	}
	return o
}

// describe says what the text of an expression tells of its value.
func describe(t *syntax.Tree, n *syntax.Node) workspace.Object {
	o := workspace.Object{Kind: workspace.Instance}
	if n == nil {
		return o
	}
	switch n.Kind() {
	case "function_definition":
		o.Kind, o.Signature, o.Class = workspace.Function, formals(t, n), "function"
	case "string":
		o.Class = "character"
	case "float":
		o.Class = "numeric"
	case "integer":
		o.Class = "integer"
	case "true", "false":
		o.Class = "logical"
	case "call":
		switch call := t.CallAt(n); call.Name {
		case "data.frame", "data.table", "list", "tibble", "factor", "matrix", "lm", "glm", "environment":
			o.Class = call.Name
		}
	}
	return o
}

// formals is the text "(x, ...)" of a function definition.
func formals(t *syntax.Tree, n *syntax.Node) string {
	var parts []string
	for _, p := range t.Parameters(n) {
		if p.Value != nil {
			p.Name += " = " + t.Text(p.Value)
		}
		parts = append(parts, p.Name)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}
