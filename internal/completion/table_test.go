package completion_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gokernel/gokernel/internal/completion"
	"github.com/gokernel/gokernel/internal/completion/completiontest"
)

func result(c *completion.Completion, items []completion.Item) completiontest.Result {
	r := completiontest.Result{Start: c.Start, End: c.End}
	for _, item := range items {
		r.Items = append(r.Items, completiontest.Item{Text: item.Text, Type: item.Type, Signature: item.Signature})
	}
	return r
}

// TestCompletion_tables asks for each case of testdata, in the session that its file
// describes. The section files lists files below the working directory.
func TestCompletion_tables(t *testing.T) {
	count := 0
	for _, file := range completiontest.Read(t, "testdata") {
		t.Run(file.Name, func(t *testing.T) {
			session := completiontest.NewWorkspace(file.Sections["workspace"])
			if _, ok := file.Sections["files"]; ok {
				makeFiles(t)
			}
			for _, test := range file.Cases {
				count++
				c := completion.Prepare(test.Code, test.Pos)
				items := c.Items(session.Facts(c.Query()))
				for _, wrong := range test.Check(result(c, items)) {
					t.Errorf("%s\n%s", test.Name, wrong)
				}
				checkFilled(t, test, c, items)
			}
		})
	}
	t.Logf("%d cases", count)
}

// checkFilled checks what holds for every answer.
func checkFilled(t *testing.T, test completiontest.Case, c *completion.Completion, items []completion.Item) {
	t.Helper()
	if c.Start > c.End || c.Start < 0 || c.End != test.Pos {
		t.Errorf("%s: replaces %d to %d, the cursor is at %d", test.Name, c.Start, c.End, test.Pos)
	}
	for _, item := range items {
		if item.Text == "" || item.Label == "" || item.Type == "" || item.Signature == "" {
			t.Errorf("%s: unfilled item %+v", test.Name, item)
		}
	}
}

func makeFiles(t *testing.T) {
	directory := t.TempDir()
	t.Chdir(directory)
	t.Setenv("HOME", filepath.Join(directory, "home"))
	for _, name := range []string{"data/cars.csv", "data/my file.csv", "data.txt", ".hidden", "home/notes.Rmd", "other/été.csv", `quo"te.txt`, "home/deep/er/x.R"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
