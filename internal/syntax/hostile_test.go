package syntax

import (
	"strings"
	"testing"
)

// A parser that was stopped while it balanced its tree aborted the process at its next text.
func TestParse_afterAParserWasStopped(t *testing.T) {
	for range 8 {
		Parse(strings.Repeat("function(x) ", 100_000)).Close()
	}
	tree := Parse("x <- 1")
	defer tree.Close()
	if tree.Root().HasError() {
		t.Error("a sound text has errors")
	}
}

// What fuzzing has found: indices out of range.
func TestCursor_onNonsense(t *testing.T) {
	for _, code := range []string{"TRUE->;é[r\"( if, aes(", "::Sys.getenv(1e \r\n mean([,]]0x):::🎉 plot(lm ", "::f(x", ":::f"} {
		for offset := range len(code) + 1 {
			c := At(code, offset)
			for _, a := range c.Assignments {
				if a.Value.Start > a.Value.End || a.Target.Start > a.Target.End {
					t.Errorf("%q at %d: assignment %v", code, offset, a)
				}
			}
			c.Close()
			tree := Parse(code)
			tree.Target(offset)
			tree.Close()
		}
	}
}
