package syntax

import (
	"strings"
	"testing"
)

func TestComplete_status(t *testing.T) {
	for want, codes := range judged {
		for _, code := range codes {
			if got, _ := Complete(code); got != want {
				t.Errorf("%q is %s, want %s", code, got, want)
			}
			if got, _ := Complete(strings.ReplaceAll(code, "\n", "\r\n")); got != want {
				t.Errorf("%q is %s with Windows line ends, want %s", code, got, want)
			}
		}
	}
}

// R opens at most 50 brackets, and gives up on expressions that are nested too deeply.
func TestComplete_nested(t *testing.T) {
	for _, c := range []struct {
		code string
		want Status
	}{
		{strings.Repeat("(", 50), StatusIncomplete},
		{strings.Repeat("(", 51), StatusInvalid},
		{strings.Repeat("(", 50) + "x" + strings.Repeat(")", 50), StatusComplete},
		{strings.Repeat("-", 9000) + "x", StatusComplete},
		{strings.Repeat("-", 11000) + "x", StatusInvalid},
		{strings.Repeat("if (a) ", 3000) + "x", StatusComplete},
		{"{" + strings.Repeat("if (a) ", 60) + "x}", StatusInvalid},
	} {
		if got, _ := Complete(c.code); got != c.want {
			t.Errorf("%.10q of %d bytes is %s, want %s", c.code, len(c.code), got, c.want)
		}
	}
}

func TestComplete_indent(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"x <-", "  "},
		{"x <- # later", "  "},
		{"  x <-", "    "},
		{"x <-\n  a +", "  "},
		{"mtcars |>", "  "},
		{"mtcars |>\n  filter(a) |>", "  "},
		{"mtcars |>\n    filter(a) |>", "    "},
		{"x <- mtcars %>%\n  filter(a,\n         b) %>%", "  "},
		{"x <- f(function(y) {\n  y\n}) |>", "  "},
		{"f <- function(x) {", "  "},
		{"f <- function(x)", "  "},
		{"f <- function(x,\n              y)", "  "},
		{"f <- function(x,", "  "},
		{"f <- function(x,\n              y,", "              "},
		{"f <- function(x) {\n  y <- 1\n", "  "},
		{"f <- function(x) {\n  y <- 1\n\n", "  "},
		{"f <- function(x) {\n    y <- 1", "    "},
		{"f <- function(x) {\n\ty <- 1", "\t"},
		{"f <- function(x) {\n\tif (y) {", "\t\t"},
		{"f <- function(x) {\n  y <-", "    "},
		{"f <- function(x) {\n  if (a) {", "    "},
		{"f <- function(x) {\n  if (a) {\n    b\n  }", "  "},
		{"f <- function(x) {\n  if (a) {\n    b\n  } else {", "    "},
		{"f <- function(x) {\n  if (a)", "    "},
		{"f <- function(x) {\n  if (a) b", "  "},
		{"f <- function(x) {\n  if (a)\n    b\n  else", "    "},
		{"if (a)", "  "},
		{"if (a)\n  for (i in b)", "    "},
		{"if (a) b else", "  "},
		{"if (a &&", "  "},
		{"while (TRUE)", "  "},
		{"repeat", "  "},
		{"repeat {", "  "},
		{"for (i in", "  "},
		{"lapply(x, function(y) {", "  "},
		{"lapply(x, \\(y)", "  "},
		{"tryCatch({\n  a\n}, error = function(e) {", "  "},
		{"f(", "  "},
		{"f(a", "  "},
		{"f(a,", "  "},
		{"f(\n  a,", "  "},
		{"f(\n  a +", "    "},
		{"f(\n  a = g(", "    "},
		{"f(g(h(", "  "},
		{"f(a)[[1]", "  "},
		{"x[", "  "},
		{"x[\n  1,\n", "  "},
		{"x$", "  "},
		{"x \"abc", ""}, // invalid: no indent
		{"x <- \"abc", ""},
		{"f <- function() {\n  x <- \"abc", ""},
		{"f <- function() {\n  x <- r\"(abc", ""},
		{"f(`a", ""},
		{"ggplot(mtcars) +", "  "},
		{"ggplot(mtcars) +\n  aes(x, y) +\n  geom_point() +", "  "},
		{"{", "  "},
		{"{ a |>", "  "},
		{"{\n  a |>\n    b() |>", "    "},
		{"(", "  "},
		{"y ~", "  "},
		{"!", "  "},
	} {
		if _, got := Complete(c.code); got != c.want {
			t.Errorf("after %q the indent is %q, want %q", c.code, got, c.want)
		}
	}
}

func BenchmarkComplete_1000lines(b *testing.B) {
	code := strings.Repeat("x <- lapply(seq_len(n), function(i) { y[[i]] + 1 })\n", 1000) + "f("
	for b.Loop() {
		Complete(code)
	}
}

func FuzzComplete(f *testing.F) {
	for _, codes := range judged {
		for _, code := range codes {
			f.Add(code)
		}
	}
	f.Fuzz(func(t *testing.T, code string) {
		status, indent := Complete(code)
		if indent != "" && status != StatusIncomplete || strings.Trim(indent, " \t") != "" {
			t.Errorf("%q: %s, indent %q", code, status, indent)
		}
		if strings.HasSuffix(code, "\r") {
			return // it and the next newline are one
		}
		// What R runs today can be followed by a statement; what it refuses, by nothing.
		more, _ := Complete(code + "\n{")
		if status == StatusComplete && more != StatusIncomplete || status == StatusInvalid && more != StatusInvalid {
			t.Errorf("%q is %s, and with another line %s", code, status, more)
		}
	})
}
