package syntax

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTree_convertsOffsets(t *testing.T) {
	for _, code := range []string{"", "x <- 1", "é <- \"日本\" # 😀\nx", "a\r\nb"} {
		tree := Parse(code)
		points := 0
		for offset := range code {
			if got := tree.Offset(points); got != offset {
				t.Errorf("%q: Offset(%d) = %d, want %d", code, points, got, offset)
			}
			if got := tree.CodePoints(offset); got != points {
				t.Errorf("%q: CodePoints(%d) = %d, want %d", code, offset, got, points)
			}
			points++
		}
		if a, b, c := tree.Offset(-1), tree.Offset(points), tree.Offset(points+5); a != 0 || b != len(code) || c != len(code) {
			t.Errorf("%q: places outside become %d, %d, %d", code, a, b, c)
		}
		if got := tree.CodePoints(len(code) + 3); got != points {
			t.Errorf("%q: the end is at %d, want %d", code, got, points)
		}
		tree.Close()
	}
}

func TestTree_findsNodes(t *testing.T) {
	tree := Parse("lm(mpg ~ wt, data = mtcars)\nx$")
	defer tree.Close()
	if got := tree.Root().Kind(); got != "program" {
		t.Errorf("the root is a %s", got)
	}
	if got := tree.Text(tree.Covering(3, 11)); got != "mpg ~ wt" {
		t.Errorf("found %q", got)
	}
}

// Beyond what a cell can be, still without a crash: tree-sitter-r keeps at most 1,000 scopes.
func TestParse_takesAnything(t *testing.T) {
	for _, code := range []string{
		strings.Repeat("(", 5000), strings.Repeat("{", 5000), strings.Repeat("x + ", 5000), strings.Repeat("if (a) ", 5000),
		strings.Repeat("\"", 5001), strings.Repeat(")", 5000), "\x00", "\xff\xfe", strings.Repeat("f(x = '\\", 500),
		strings.Repeat("r\"(", 20000), strings.Repeat("f(", 20000), strings.Repeat("é(\n", 20000),
	} {
		begin := time.Now()
		tree := Parse(code)
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("%.20q took %v", code, took)
		}
		if _, end := tree.Root().ByteRange(); int(end) > len(code) {
			t.Errorf("%.20q: the tree ends at %d of %d", code, end, len(code))
		}
		tree.Close()
	}
}

func TestParse_inManyGoroutines(t *testing.T) {
	var wait sync.WaitGroup
	for i := range 16 {
		wait.Go(func() {
			code := strings.Repeat("x <- f(y)\n", i+1)
			for range 20 {
				tree := Parse(code)
				if got := tree.Root().ChildCount(); tree.Root().HasError() || int(got) < i+1 {
					t.Errorf("%d lines became %d nodes", i+1, got)
				}
				tree.Close()
			}
		})
	}
	wait.Wait()
}

func FuzzParse(f *testing.F) {
	for _, codes := range judged {
		for _, code := range codes {
			f.Add(code)
		}
	}
	f.Fuzz(func(t *testing.T, code string) {
		tree := Parse(code)
		defer tree.Close()
		start, end := tree.Root().ByteRange()
		if start > end || int(end) > len(code) {
			t.Errorf("%q: the tree is from %d to %d", code, start, end)
		}
	})
}

func BenchmarkParse_1000lines(b *testing.B) {
	code := strings.Repeat("x <- lapply(seq_len(n), function(i) { y[[i]] + 1 })\n", 1000)
	for b.Loop() {
		Parse(code).Close()
	}
}
