package inspection

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/document"
	"github.com/gokernel/gokernel/internal/workspace"
)

const sample = "../rhelp/testdata/sample"

// fakeSession knows one function of the package sample, and data of the user's.
type fakeSession struct{}

func (fakeSession) PackageDirs() (attached, libraries []string) {
	return []string{sample}, []string{"../rhelp/testdata"}
}

func (fakeSession) Describe(expression string) (workspace.Description, bool) {
	function := func(pkg, name string, args ...workspace.Argument) workspace.Description {
		return workspace.Description{Object: workspace.Object{Name: name, Kind: workspace.Function, Package: pkg}, Arguments: args}
	}
	known := map[string]workspace.Description{
		"everything":         function("sample", "everything", workspace.Argument{Name: "x"}, workspace.Argument{Name: "y", Default: "2"}, workspace.Argument{Name: "..."}),
		"sample::everything": function("sample", "everything", workspace.Argument{Name: "x"}),
		"mine":               function("", "mine", workspace.Argument{Name: "a"}),
		"df": {Object: workspace.Object{Name: "df", Kind: workspace.Instance, Class: "data.frame"}, Size: "3 x 2",
			Members: []workspace.Object{{Name: "id", Class: "integer"}, {Name: "kind", Class: "character"}}},
		"measured": {Object: workspace.Object{Name: "measured", Kind: workspace.Dataset, Class: "data.frame", Package: "sample"},
			Members: []workspace.Object{{Name: "len", Class: "numeric"}}},
		"measured$len": {Object: workspace.Object{Name: "len", Class: "numeric"}},
	}
	d, ok := known[expression]
	return d, ok
}

// inspect answers for a place in code that is marked with ‸.
func inspect(code, fromR string, detail bool) string {
	before, after, _ := strings.Cut(code, "‸")
	q := New(fakeSession{}).Inspect(before+after, utf8.RuneCountInString(before), detail)
	var answer []byte
	if fromR != "" {
		answer = []byte(fromR)
	}
	return document.PlainText(q.Answer(answer))
}

func TestAnswer(t *testing.T) {
	const dirs = `"dirs":["` + sample + `"]`
	for _, c := range []struct {
		name, code, fromR string
		detail            bool
		want, lacks       []string
	}{
		{"function with help", "everything‸", `{"found":true,"kind":"function","signature":"everything(x, y = 2, ...)","package":"sample",` + dirs + `}`, false,
			[]string{"everything(x, y = 2, ...)\n\nEverything at Once: a Page with Code {sample}\n\nFirst paragraph", "Arguments:\n\n  x: an object"}, []string{"Examples", "Details:"}},
		{"function in detail", "everything‸", `{"found":true,"kind":"function","signature":"everything(x)","package":["sample"],"source":"function(x) x",` + dirs + `}`, true,
			[]string{"Details:", "Examples:", "Source:\n\nfunction(x) x"}, nil},
		{"function of the user with the name of a topic", "everything‸", `{"found":true,"kind":"function","signature":"everything(a)","comments":["Mine.","","@param a it","@return nothing"],` + dirs + `}`, false,
			[]string{"everything(a)\n\nMine.\n\n  a: it\n  Value: nothing"}, []string{"Everything at Once"}},
		{"object", "x‸", `{"found":true,"kind":"object","class":["tbl","data.frame"],"summary":"2 rows, 1 column","size":"1 KB","structure":["$ a: num [2] 1 2"],
			"table":{"names":["a"],"types":["num"],"numbers":[true],"columns":[["1","22"]]}}`, false,
			[]string{"‘x’: tbl, data.frame, 2 rows, 1 column, 1 KB\n\n  a\nnum\n  1\n 22\n\n$ a: num [2] 1 2"}, nil},
		{"column of a data set", "measured$len‸", `{"found":true,"kind":"object","class":"numeric","owner":"measured","package":"sample","facts":{"labels":"range","texts":"1 to 2"},` + dirs + `}`, false,
			[]string{"‘measured$len’: numeric", "Length (mm)", "range: 1 to 2"}, nil},
		{"argument", "everything(x‸ = 1)", `{"found":true,"kind":"argument","name":"x","of":"everything","default":"2","signature":"everything(x, ...)","topics":[{"topic":"everything","dir":"` + sample + `"}]}`, false,
			[]string{"x: argument of everything", "an object, see", "Default: ‘2’"}, []string{"two at once"}},
		{"argument for dots", "everything(other‸ = 1)", `{"found":true,"kind":"argument","name":"other","extra":true,"of":"everything","signature":"everything(x, ...)","topics":[{"topic":"everything","dir":"` + sample + `"}]}`, false,
			[]string{"further arguments."}, nil},
		{"argument that there is none", "f(other‸ = 1)", `{"found":true,"kind":"argument","name":"other","extra":true,"of":"f","signature":"f(x)","topics":[]}`, false, nil, []string{"f"}},
		{"package", "library(sample‸)", `{"found":true,"kind":"package","dir":"` + sample + `","note":"attached","exports":1}`, true,
			[]string{"sample: A Package to Test With", "Version 1.2.3, attached, 1 exported objects.", "measured    Measured Things"}, nil},
		{"operator", "x %op%‸ y", `{` + dirs + `}`, false, []string{"Everything at Once"}, nil},
		{"topic without object", "measured‸", `{` + dirs + `}`, false, []string{"Measured Things {sample}"}, nil},
		{"nothing", "nosuch‸", `{` + dirs + `}`, false, nil, []string{"n"}},
		{"member of nothing", "nosuch$measured‸", `{` + dirs + `}`, false, nil, []string{"n"}},
		{"nonsense from R", "nosuch‸", `[1,`, false, nil, []string{"n"}},
		{"defined in the code", "# Doubles.\nf <- function(x, n = 2) x * n\nf‸(1)", `{` + dirs + `}`, false, []string{"f(x, n = 2)\n\n‘f’: defined in line 2 of this code, not run yet\n\nDoubles."}, nil},
		{"parameter", "f <- function(x, n = 2) n‸", "", false, []string{"‘n’: argument of ‘f’\n\nDefault: ‘2’"}, nil},

		{"busy: function", "everything‸", "", false, []string{"everything(x, y = 2, ...)", "Everything at Once"}, nil},
		{"busy: function of the user", "mine‸", "", false, []string{"mine(a)", "R is working"}, []string{"Everything"}},
		{"busy: frame", "df‸", "", false, []string{"‘df’: data.frame, 3 x 2", "$ id: integer\n$ kind: character", "R is working"}, nil},
		{"busy: column by a pipe", "df |> f(id‸ > 1)", "", false, []string{"‘df$id’: integer"}, nil},
		{"busy: column of a data set", "measured$len‸", "", false, []string{"Length (mm)"}, nil},
		{"busy: argument", "everything(y‸ = 1)", "", false, []string{"y: argument of everything", "two at once", "Default: ‘2’"}, nil},
		{"busy: package", "sample‸::x", "", false, []string{"sample: A Package to Test With", "attached"}, nil},
		{"busy: operator", "x %op%‸ y", "", false, []string{"Everything at Once"}, nil},
		{"busy: nothing", "nosuch‸", "", false, nil, []string{"n"}},
		{"busy: defined in the code", "g <- function(a) a; g(‸", "", false, []string{"g(a)"}, nil},
	} {
		got := inspect(c.code, c.fromR, c.detail)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, got)
			}
		}
		for _, lacks := range c.lacks {
			if strings.Contains(got, lacks) {
				t.Errorf("%s: %q in\n%s", c.name, lacks, got)
			}
		}
	}
}

func TestArgs(t *testing.T) {
	i := New(nil)
	for code, want := range map[string][]string{
		"d |> f(x‸)":           {"kind", "name", "name", "x", "expression", "x", "package", "", "called", "0", "function", "", "object", "", "detail", "1", "frame", "d"},
		"f(d, a‸ = 1)":         {"kind", "argument", "name", "a", "expression", "", "package", "", "called", "0", "function", "f", "object", "d", "detail", "1"},
		"12‸":                  nil,
		"function(x) x‸":       nil,
		"f <- function(x) 1‸ ": nil,
	} {
		before, after, _ := strings.Cut(code, "‸")
		if got := i.Inspect(before+after, len(before), true).Args(); !slices.Equal(got, want) {
			t.Errorf("%s: %q", code, got)
		}
	}
	if got := i.Inspect("lm", 2, false).Answer(nil); got != nil {
		t.Errorf("without a session: %v", got)
	}
}
