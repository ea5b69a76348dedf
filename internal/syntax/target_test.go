package syntax

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// describe writes a target as the test data do.
func describe(t Target) string {
	if t.Kind == NoTarget {
		return "nothing"
	}
	s := string(t.Kind) + " " + t.Name
	switch t.Kind {
	case NameTarget:
		s = "name " + t.Expression
	case ArgumentTarget:
		s += " of " + t.Function
		if t.Object != "" {
			s += " with " + t.Object
		}
	case TopicTarget:
		if t.Package != "" {
			s += " of " + t.Package
		}
	}
	if t.Called {
		s += " (called)"
	}
	if len(t.Frames) > 0 {
		s += " in " + strings.Join(t.Frames, ", ")
	}
	if d := t.Definition; d != nil {
		s += fmt.Sprintf(" defined %d", d.Line)
		if d.Signature != "" {
			s += " " + d.Signature
		}
		if d.Parameter {
			s += " parameter of " + d.Function
		}
		if d.Local {
			s += " local"
		}
		if d.Comments != "" {
			s += " # " + strings.ReplaceAll(d.Comments, "\n", "|")
		}
	}
	return s
}

func TestTarget(t *testing.T) {
	data, err := os.ReadFile("testdata/targets.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "# ") && !strings.Contains(line, "‸") {
			continue
		}
		before, want, ok := strings.Cut(line, " → ")
		before = strings.ReplaceAll(before, "⏎", "\n")
		code := strings.Replace(before, "‸", "", 1)
		if !ok || code == before {
			t.Fatalf("line %d has no cursor or no arrow", i+1)
		}
		tree := Parse(code)
		if got := describe(tree.Target(strings.Index(before, "‸"))); got != want {
			t.Errorf("line %d: %s\n got %s\nwant %s", i+1, line[:strings.Index(line, " → ")], got, want)
		}
		tree.Close()
	}
}

// Wherever the cursor is, in whatever code.
func FuzzTarget(f *testing.F) {
	f.Add("f <- function(x) { mtcars |> filter(x[[1]]$a == ", 10)
	f.Add("library(\"dpl", 12)
	f.Add("a::b:::c(d[[", 3)
	f.Fuzz(func(t *testing.T, code string, cursor int) {
		tree := Parse(code)
		defer tree.Close()
		tree.Target(min(max(cursor, 0), len(code)))
	})
}

func BenchmarkTarget_1000lines(b *testing.B) {
	code := strings.Repeat("x <- lapply(seq_len(n), function(i) { y[[i]] + 1 })\n", 1000)
	for b.Loop() {
		tree := Parse(code)
		tree.Target(len(code) / 2)
		tree.Close()
	}
}
