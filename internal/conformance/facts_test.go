package conformance

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/workspace"
)

// factsCase asks R a question. want lists what must be among the answer, in the notation
// of factLines and in any order; with "=" at its front, all of the answer in its order.
// without lists names that must not be there.
type factsCase struct {
	name    string
	query   workspace.Query
	want    string
	without string
}

// askFacts calls workspace_facts as the kernel does, from a cell.
func askFacts(t *testing.T, c client, q workspace.Query) workspace.Facts {
	t.Helper()
	args := make([]string, len(q.Args()))
	for i, arg := range q.Args() {
		args[i] = strconv.Quote(arg)
	}
	code := `base::cat(.Call("gk_json", base::environment(display_html)$call_by_name(base::c("workspace_facts", ` +
		strings.Join(args, ", ") + `)), PACKAGE = "(embedding)"))`
	text := c.Execute(code).OK().Stdout()
	var facts workspace.Facts
	if err := json.Unmarshal([]byte(text), &facts); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return facts
}

// factLines writes facts one by line: objects as "name kind class signature package" with
// "-" for what is not known, arguments as "name = default". Lists of lists are separated
// by a line "--".
func factLines(f workspace.Facts) []string {
	var lines []string
	objects := func(list []workspace.Object) {
		for _, o := range list {
			line := o.Name + " " + string(o.Kind)
			rest := ""
			for _, part := range []string{o.Class, o.Signature, o.Package} {
				if part == "" {
					part = "-"
				}
				rest += " " + part
			}
			for strings.HasSuffix(rest, " -") {
				rest = strings.TrimSuffix(rest, " -")
			}
			lines = append(lines, line+rest)
		}
	}
	objects(f.Symbols)
	objects(f.Namespace)
	objects(f.Members)
	for i, list := range f.Frames {
		if i > 0 {
			lines = append(lines, "--")
		}
		objects(list)
	}
	for i, call := range f.Calls {
		if i > 0 {
			lines = append(lines, "--")
		}
		for _, a := range call {
			line := a.Name
			if a.Default != "" {
				line += " = " + a.Default
			}
			lines = append(lines, line)
		}
	}
	lines = append(lines, f.Choices...)
	lines = append(lines, f.Levels...)
	for _, list := range f.Lists {
		lines = append(lines, list...)
	}
	return lines
}

func checkFacts(t *testing.T, c client, tc factsCase) {
	t.Helper()
	got := factLines(askFacts(t, c, tc.query))
	if exact, ok := strings.CutPrefix(tc.want, "="); ok {
		if joined := strings.Join(got, "; "); joined != exact {
			t.Errorf("got  %s\nwant %s", joined, exact)
		}
		return
	}
	present := map[string]bool{}
	for _, line := range got {
		present[line] = true
		present[strings.SplitN(line, " ", 2)[0]+" ANY"] = true
	}
	for _, line := range strings.Split(tc.want, "; ") {
		if !present[line] {
			t.Errorf("%q is not in %.2000q", line, got)
		}
	}
	for _, name := range strings.Fields(tc.without) {
		if present[name+" ANY"] {
			t.Errorf("%s is in %.2000q", name, got)
		}
	}
}

func loadSession(t *testing.T, c client, file string) {
	t.Helper()
	code, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c.Execute(string(code)).OK().Stderr() // notes of the methods package
}

func TestFacts(t *testing.T) {
	c := kerneltest.Start(t, kerneltest.Options{}).Connect(t)
	loadSession(t, c, "testdata/facts/session.R")
	hasR6 := c.Execute(`cat(exists("stack", mode = "environment"))`).OK().Stdout() == "TRUE"
	for _, tc := range factsCases() {
		t.Run(tc.name, func(t *testing.T) {
			if strings.Contains(tc.name, "R6") && !hasR6 {
				t.Skip("R6 is not installed")
			}
			checkFacts(t, c, tc)
		})
	}
	if made := c.Execute(`cat(exists(".Random.seed"))`).OK().Stdout(); made != "FALSE" {
		t.Error("random numbers were drawn")
	}
}
