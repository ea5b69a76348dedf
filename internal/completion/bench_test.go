package completion_test

import (
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/completion"
	"github.com/gokernel/gokernel/internal/completion/completiontest"
)

func bench(b *testing.B, code string) {
	session := completiontest.NewWorkspace("d: data.frame alpha beta\nstats::lm(formula, data)")
	pos := len([]rune(code))
	for b.Loop() {
		c := completion.Prepare(code, pos)
		c.Items(session.Facts(c.Query()))
	}
}

func BenchmarkComplete_name(b *testing.B)   { bench(b, "alp") }
func BenchmarkComplete_member(b *testing.B) { bench(b, "d$") }
func BenchmarkComplete_cell(b *testing.B) {
	bench(b, strings.Repeat("x <- d |> filter(alpha > 1) |> mutate(z = beta)\n", 20)+"x |> filter(be")
}

func BenchmarkComplete_1000statements(b *testing.B) {
	bench(b, strings.Repeat("x <- lapply(seq_len(n), function(i) { y[[i]] + 1 })\n", 1000)+"x |> filter(be")
}

func BenchmarkComplete_function1000lines(b *testing.B) {
	bench(b, "f <- function(n) {\n"+strings.Repeat("  x <- lapply(seq_len(n), function(i) { y[[i]] + 1 })\n", 1000)+"  d |> filter(be")
}

func BenchmarkComplete_pipe1000lines(b *testing.B) {
	bench(b, "d |>\n"+strings.Repeat("  mutate(z = alpha + 1, y = beta) |>\n", 1000)+"  filter(be")
}

func BenchmarkComplete_call1000lines(b *testing.B) {
	bench(b, "list(\n"+strings.Repeat("  a = lapply(seq_len(n), function(i) { y[[i]] + 1 }),\n", 1000)+"  be")
}
