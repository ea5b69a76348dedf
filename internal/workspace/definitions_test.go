package workspace

import "testing"

// Reading a cell for names goes on while R runs it, and must be over by then.
func BenchmarkAssigned(b *testing.B) {
	for b.Loop() {
		Assigned("d <- subset(mtcars, cyl > 4)\nfit <- lm(mpg ~ wt + hp, data = d)\nfor (i in 1:3) { x <- i^2; print(summary(fit)) }\n")
	}
}
