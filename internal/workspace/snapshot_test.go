package workspace

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

func observe(s *Snapshot, piece string) { s.Observe([]byte(piece)) }

// A session as R tells of it, without any package.
const told = `{"frames":["","tools:gokernel"],"session":{"search":[["tools:gokernel",""]],"libraries":[],
"options":["width","digits"],"environment":["HOME"],"primitives":["c"]},"objects":[
{"f":0,"n":"x","t":"double","l":1},
{"f":0,"n":"df","t":"list","c":["data.frame"],"l":2,"m":[{"n":"a","t":"integer","l":3},{"n":"g","t":"integer","c":["factor"],"l":3,"v":["lo","hi"]}]},
{"f":0,"n":"m","t":"integer","l":4,"d":[2,2],"e":["p","q"]},
{"f":0,"n":"l","t":"list","l":1,"m":[{"n":"in ner","t":"list","l":1,"m":[{"n":"deep","t":"double","l":1}]}]},
{"f":0,"n":"v","t":"double","l":2,"e":["one","two"]},
{"f":0,"n":"s","t":"S4","c":["P"],"s":[{"n":"age","t":"double","l":1}]},
{"f":0,"n":"f","t":"closure","a":[{"name":"x"},{"name":"how","default":"c(\"a\", \"b\")"},{"name":"..."}],"g":"f"},
{"f":0,"n":"f.P","t":"closure","a":[{"name":"x"},{"name":"years","default":"TRUE"}]},
{"f":0,"n":"f.default","t":"closure","a":[{"name":"x"},{"name":"other"}]},
{"f":0,"n":".hidden","t":"double","l":1},
{"f":0,"n":".__C__P","t":"S4"},
{"f":0,"n":"ab","t":"active"},{"f":0,"n":"pr","t":"promise"},
{"f":1,"n":"display","t":"promise"}],"more":false}`

func names(objects []Object) string {
	var n []string
	for _, o := range objects {
		n = append(n, o.Name)
	}
	return strings.Join(n, " ")
}

func arguments(list []Argument) string {
	var n []string
	for _, a := range list {
		n = append(n, a.Name)
	}
	return strings.Join(n, " ")
}

func TestSnapshot_answers(t *testing.T) {
	s := NewSnapshot()
	observe(s, told)
	f := s.Facts(Query{
		Symbols: true, Members: "l$`in ner`", Operator: "$",
		Calls:  []Call{{"f", "s"}, {"f", "unknown"}, {"f", ""}, {"nothing", ""}},
		Frames: []string{"df", "m", "unknown", "l[['in ner']]"}, Levels: []string{"df$g", `df[["g"]]`},
		Choices: &Choice{Call: Call{"f", ""}, Name: "how"},
		Lists:   []List{Options, Environment, Classes},
	})
	for what, pair := range map[string][2]string{
		"symbols":          {names(f.Symbols), "ab c-less"},
		"members":          {names(f.Members), "deep"},
		"call of a method": {arguments(f.Calls[0]), "x years how ..."},
		"unknown object":   {arguments(f.Calls[1]), "x other how ..."},
		"no object":        {arguments(f.Calls[2]), "x other how ..."},
		"no function":      {arguments(f.Calls[3]), ""},
		"frame":            {names(f.Frames[0]), "a g"},
		"matrix":           {names(f.Frames[1]), "p q"},
		"no frame":         {names(f.Frames[2]), ""},
		"list":             {names(f.Frames[3]), "deep"},
		"levels":           {strings.Join(f.Levels, " "), "lo hi lo hi"},
		"choices":          {strings.Join(f.Choices, " "), `"a" "b"`},
		"options":          {strings.Join(f.Lists[Options], " "), "width digits"},
		"environment":      {strings.Join(f.Lists[Environment], " "), "HOME"},
		"classes":          {strings.Join(f.Lists[Classes], " "), "P"},
	} {
		if what == "symbols" {
			pair[1] = "ab df display f f.P f.default l m pr s v x"
		}
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", what, pair[0], pair[1])
		}
	}
	if got := names(s.Facts(Query{Symbols: true, Prefix: ".H"}).Symbols); got != ".hidden" {
		t.Errorf("names with a dot: %q", got)
	}
	if got := names(s.Facts(Query{Members: "s", Operator: "@"}).Members); got != "age" {
		t.Errorf("slots: %q", got)
	}
	if got := names(s.Facts(Query{Members: "v", Operator: "[["}).Members); got != "one two" {
		t.Errorf("elements: %q", got)
	}
}

func TestSnapshot_kinds_and_classes(t *testing.T) {
	s := NewSnapshot()
	observe(s, told)
	got := map[string]Object{}
	for _, o := range s.Facts(Query{Symbols: true}).Symbols {
		got[o.Name] = o
	}
	for _, want := range []Object{
		{Name: "x", Kind: Instance, Class: "numeric"},
		{Name: "df", Kind: Instance, Class: "data.frame"},
		{Name: "m", Kind: Instance, Class: "matrix"},
		{Name: "f", Kind: Function, Class: "function", Signature: "(x, how, ...)"},
		{Name: "ab", Kind: Instance}, {Name: "pr", Kind: Instance},
		{Name: "display", Kind: Function, Class: "function", Signature: "()"},
	} {
		if got[want.Name] != want {
			t.Errorf("%+v, want %+v", got[want.Name], want)
		}
	}
	if c := s.Facts(Query{Frames: []string{"df"}}).Frames[0][1]; c.Kind != Column || c.Class != "factor" {
		t.Errorf("a column is %+v", c)
	}
}

// What changes between looks: values in parts, removals, a search path that is another.
func TestSnapshot_follows(t *testing.T) {
	s := NewSnapshot()
	observe(s, told)
	observe(s, `{"objects":[{"f":0,"n":"w","t":"list","l":4,"from":0,"m":[{"n":"a","t":"double"},{"n":"b","t":"double"}],"part":true},{"f":0,"n":"x","gone":true}],"more":true}`)
	observe(s, `{"objects":[{"f":0,"n":"w","t":"list","l":4,"from":2,"m":[{"n":"c","t":"double"},{"n":"d","t":"double"}]}],"more":false}`)
	if got := names(s.Facts(Query{Members: "w", Operator: "$"}).Members); got != "a b c d" {
		t.Errorf("members in two parts: %q", got)
	}
	if got := s.Facts(Query{Symbols: true, Prefix: "x"}).Symbols; len(got) != 0 {
		t.Errorf("removed: %v", got)
	}
	observe(s, `{"objects":[{"f":0,"n":"w","t":"list","l":1,"from":0,"m":[{"n":"z","t":"double"}]}]}`)
	if got := names(s.Facts(Query{Members: "w", Operator: "$"}).Members); got != "z" {
		t.Errorf("members anew: %q", got)
	}
	observe(s, `{"frames":["","mine"],"session":{"search":[["mine",""]]},"objects":[{"f":1,"n":"theirs","t":"double","l":1}]}`)
	if got := names(s.Facts(Query{Symbols: true}).Symbols); got != "theirs" {
		t.Errorf("after another search path: %q", got)
	}
	observe(s, `broken`)
	observe(s, `{"objects":[{"f":7,"n":"nowhere","t":"double"}]}`)
	if got := names(s.Facts(Query{Symbols: true}).Symbols); got != "theirs" {
		t.Errorf("after nonsense: %q", got)
	}
}

func TestSnapshot_knows_code_that_was_not_seen_to_run(t *testing.T) {
	s := NewSnapshot()
	s.Executing("a <- 1; b = function(p, q = 2) p; 3 -> c; d$e <- 1; names(g)[1] <- 'x'; `odd name` <<- TRUE\n" +
		"if (a) { h <- 1 } else i <- 2\nfor (j in 1:3) k <- j\nf <- function() inside <- 1\nl <- m <- 1; local(n <- 1)")
	if got := names(s.Facts(Query{Symbols: true}).Symbols); got != "a b c d f g h i j k l m odd name" {
		t.Errorf("names: %q", got)
	}
	if got := arguments(s.Facts(Query{Calls: []Call{{"b", ""}}}).Calls[0]); got != "p q" {
		t.Errorf("arguments: %q", got)
	}
	s.Complete() // R was seen to have none of them after all
	if got := s.Facts(Query{Symbols: true}).Symbols; len(got) != 0 {
		t.Errorf("after a complete look: %v", got)
	}
	for i := range 3 * maxCodes {
		s.Executing(fmt.Sprintf("n%d <- 1", i))
	}
	if got := s.Facts(Query{Symbols: true, Prefix: fmt.Sprintf("n%d", 3*maxCodes-1)}).Symbols; len(got) != 1 {
		t.Errorf("the last of many cells: %v", got)
	}
}

func TestParseChain(t *testing.T) {
	for expression, want := range map[string]string{
		"x": "x", " x ": "x", "`a b`": "a b", "a$b": "a $b", "a $ b@c": "a $b @c", "a$`b c`": "a $b c",
		`a[["b"]]`: "a [[b", `a[['b c']]$d`: "a [[b c $d", "p::f": "p ::f", "p:::f$x": "p :::f $x", `a$"b"`: "a $b", "größe$x": "größe $x",
		"": "", "f(x)": "", "a[1]": "", "a[[i]]": "", "a[[1]]": "", "a$": "", "$a": "", "a b": "", `"text"`: "", "1": "", "a$b)": "", "-x": "",
	} {
		var got []string
		chain, _ := parseChain(expression)
		for _, link := range chain {
			got = append(got, link.operator+link.name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", expression, got, want)
		}
	}
}

func TestSnapshot_describe(t *testing.T) {
	s := NewSnapshot()
	observe(s, told)
	d, ok := s.Describe("df")
	if !ok || d.Size != "3 x 2" || d.Class != "data.frame" || names(d.Members) != "a g" {
		t.Errorf("a frame: %+v", d)
	}
	if d, ok = s.Describe("df$g"); !ok || !slices.Equal(d.Values, []string{"lo", "hi"}) || d.Size != "length 3" {
		t.Errorf("a factor: %+v", d)
	}
	if d, ok = s.Describe("f"); !ok || arguments(d.Arguments) != "x how ..." {
		t.Errorf("a function: %+v", d)
	}
	if d, ok = s.Describe("m"); !ok || d.Size != "2 x 2" {
		t.Errorf("a matrix: %+v", d)
	}
	for _, unknown := range []string{"nothing", "df$nothing", "f(x)", ""} {
		if _, ok := s.Describe(unknown); ok {
			t.Errorf("%q is described", unknown)
		}
	}
}

// Everybody asks while R tells: the race detector watches.
func TestSnapshot_from_many_goroutines(t *testing.T) {
	s := NewSnapshot()
	observe(s, told)
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for j := range 50 {
				observe(s, fmt.Sprintf(`{"objects":[{"f":0,"n":"v%d_%d","t":"double","l":1}]}`, i, j))
				s.Executing(fmt.Sprintf("c%d_%d <- 1", i, j))
				s.Facts(Query{Symbols: true, Members: "df", Operator: "$"})
				s.Describe("df")
			}
		})
	}
	group.Wait()
	if got := s.Facts(Query{Symbols: true, Prefix: "v"}).Symbols; len(got) != 201 {
		t.Errorf("%d names, want 201", len(got))
	}
}

// A large workspace is read and searched in time.
func BenchmarkSnapshot_symbols(b *testing.B) {
	s := NewSnapshot()
	observe(s, told)
	for i := 0; i < 100_000; i += 100 {
		var objects []string
		for j := range 100 {
			objects = append(objects, fmt.Sprintf(`{"f":0,"n":"variable_%d","t":"double","l":1}`, i+j))
		}
		observe(s, `{"objects":[`+strings.Join(objects, ",")+`]}`)
	}
	for b.Loop() {
		s.Facts(Query{Symbols: true, Prefix: "variable_777"})
	}
}

func TestTold_is_JSON(t *testing.T) {
	if !json.Valid([]byte(told)) {
		t.Fatal("the test data are broken")
	}
}
