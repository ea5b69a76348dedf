package completion_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/completion"
	"github.com/gokernel/gokernel/internal/completion/completiontest"
	"github.com/gokernel/gokernel/internal/workspace"
)

// FuzzPrepare asks at every kind of place in any code: no panic, and what is replaced
// ends at the cursor.
func FuzzPrepare(f *testing.F) {
	for _, file := range completiontest.Read(&testing.T{}, "testdata") {
		for _, c := range file.Cases {
			f.Add(c.Code, c.Pos)
		}
	}
	columns := []workspace.Object{{Name: "alpha", Kind: workspace.Column}, {Name: "the name"}, {Name: "`"}, {Name: ""}}
	f.Fuzz(func(t *testing.T, code string, pos int) {
		code = strings.ToValidUTF8(code, "\uFFFD")
		n := utf8.RuneCountInString(code)
		pos = ((pos % (n + 1)) + n + 1) % (n + 1)
		c := completion.Prepare(code, pos)
		if c.Start < 0 || c.Start > c.End || c.End != pos {
			t.Errorf("replaces %d to %d, the cursor is at %d", c.Start, c.End, pos)
		}
		q := c.Query()
		facts := workspace.Facts{Members: columns, Symbols: columns, Levels: []string{"a\"\\"}, Choices: []string{`"x"`, "TRUE"}}
		for range q.Frames {
			facts.Frames = append(facts.Frames, columns)
		}
		for range q.Calls {
			facts.Calls = append(facts.Calls, []workspace.Argument{{Name: "x"}, {Name: "..."}})
		}
		c.Items(facts)
		c.Items(workspace.Facts{})
	})
}
