package workspace

import (
	"slices"
	"strings"
	"testing"
)

// R is asked for these names, and has no others.
func TestAssigned_only_names_that_R_can_have(t *testing.T) {
	code := "for ( in 1:3) x\nfor (`` in 1:3) x\n\"\" <- 1\n`" + strings.Repeat("a", maxName+1) + "` <- 2\nok <- 3\n"
	if got := Assigned(code); !slices.Equal(got, []string{"ok"}) {
		t.Errorf("assigns %.80q, want ok alone", got)
	}
}

// Reading a cell for names goes on while R runs it, and must be over by then.
func BenchmarkAssigned(b *testing.B) {
	for b.Loop() {
		Assigned("d <- subset(mtcars, cyl > 4)\nfit <- lm(mpg ~ wt + hp, data = d)\nfor (i in 1:3) { x <- i^2; print(summary(fit)) }\n")
	}
}
