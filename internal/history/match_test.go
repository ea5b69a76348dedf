package history

import "testing"

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, input string
		want           bool
	}{
		{"", "", true},
		{"", "x", false},
		{"*", "", true},
		{"*", "library(stats)\nx/y", true},
		{"x", "x", true},
		{"x", "xy", false},
		{"?", "é", true},
		{"?", "", false},
		{"a*b*c", "a1b2b3c", true},
		{"a*b*c", "a1b2b3cd", false},
		{"a/b", "a/b", true},
		{"a?b", "a/b", true},
		{"[ab]", "a", false},
		{"[ab]", "[ab]", true},
		{"x[1]*", "x[1] <- 2", true},
		{"[", "[", true},
		{"]", "]", true},
		{"[^", "[^", true},
		{`\d`, `\d`, true},
		{`\*`, `\anything`, true},
		{`\*`, "*", false},
		{`*\`, `ends in \`, true},
	} {
		if got := glob(c.pattern, c.input); got != c.want {
			t.Errorf("glob(%q, %q) = %v, want %v", c.pattern, c.input, got, c.want)
		}
	}
}
