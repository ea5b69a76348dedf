// Package completiontest reads tables of completions: what shall be offered at a cursor.
//
// A file is a txtar archive. Its section "cases" holds blocks that are separated by blank
// lines; the other sections say in what session. A block is code with the cursor as ‸ and
// then what is expected, a line each:
//
//	mtcars |> filter(c‸)
//	= cyl | carb        these and no others, in this order
//	< cyl | carb        these first
//	~ carb | c          these, among others
//	! mpg               none of these; alone: nothing at all
//	@ 17 18             what is replaced, in code points
//	: cyl column numeric   the type of an item, and its signature if there is more;
//	                    for arguments without the =
//
// Items are separated by " | ", and compared without blanks at their ends. A line of the
// code that is blank is written as a dot.
package completiontest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
)

// Mark is the cursor.
const Mark = "‸"

// Item is what was offered.
type Item struct{ Text, Type, Signature string }

// Result is the answer to one question, places in code points.
type Result struct {
	Start, End int
	Items      []Item
}

// Case is one question, and what is expected.
type Case struct {
	Name   string
	Code   string
	Pos    int // in code points
	checks []string
}

// File is one table.
type File struct {
	Name     string
	Sections map[string]string
	Cases    []Case
}

// Read reads the tables of a directory.
func Read(t *testing.T, directory string) []File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(directory, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no tables in %s: %v", directory, err)
	}
	var files []File
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := File{Name: strings.TrimSuffix(filepath.Base(path), ".txtar"), Sections: map[string]string{}}
		for _, section := range archive.Files {
			f.Sections[section.Name] = string(section.Data)
		}
		for _, block := range strings.Split(f.Sections["cases"], "\n\n") {
			if strings.TrimSpace(block) != "" {
				f.Cases = append(f.Cases, readCase(t, f.Name, strings.Trim(block, "\n")))
			}
		}
		files = append(files, f)
	}
	return files
}

func readCase(t *testing.T, file, block string) Case {
	t.Helper()
	lines := strings.Split(block, "\n")
	n := len(lines)
	for n > 0 && isCheck(lines[n-1]) {
		n--
	}
	code := lines[:n]
	for i, line := range code {
		if line == "." {
			code[i] = ""
		}
	}
	before, after, found := strings.Cut(strings.Join(code, "\n"), Mark)
	if !found || n == len(lines) {
		t.Fatalf("%s: no cursor or nothing expected in\n%s", file, block)
	}
	return Case{strings.Join(lines[:n], "⏎"), before + after, utf8.RuneCountInString(before), lines[n:]}
}

func isCheck(line string) bool {
	return line == "!" || line == "=" || len(line) > 2 && strings.ContainsRune("=<~!@:", rune(line[0])) && line[1] == ' '
}

// Check says what is wrong with a result.
func (c Case) Check(got Result) []string {
	var wrong []string
	texts := make([]string, len(got.Items))
	for i, item := range got.Items {
		texts[i] = strings.TrimSpace(item.Text)
	}
	for _, check := range c.checks {
		if problem := checkOne(check[:1], strings.TrimSpace(check[1:]), texts, got); problem != "" {
			wrong = append(wrong, problem)
		}
	}
	return wrong
}

func checkOne(kind, rest string, texts []string, got Result) string {
	var want []string
	if rest != "" {
		want = strings.Split(rest, " | ")
	}
	for i := range want {
		want[i] = strings.TrimSpace(want[i])
	}
	short := texts[:min(len(texts), max(12, len(want)+3))]
	switch kind {
	case "=":
		if !slices.Equal(texts, want) {
			return fmt.Sprintf("got  %q\nwant %q", short, want)
		}
	case "<":
		if len(texts) < len(want) || !slices.Equal(texts[:len(want)], want) {
			return fmt.Sprintf("got first %q\nwant      %q", short, want)
		}
	case "~":
		for _, w := range want {
			if !slices.Contains(texts, w) {
				return fmt.Sprintf("no %q in %q", w, short)
			}
		}
	case "!":
		if rest == "" && len(texts) > 0 {
			return fmt.Sprintf("got %q, want nothing", short)
		}
		for _, w := range want {
			if slices.Contains(texts, w) {
				return fmt.Sprintf("%q is there", w)
			}
		}
	case "@":
		if place := fmt.Sprintf("%d %d", got.Start, got.End); place != rest {
			return fmt.Sprintf("replaces %s, want %s", place, rest)
		}
	case ":":
		name, says, _ := strings.Cut(rest, " ")
		if after, ok := strings.CutPrefix(rest, "`"); ok {
			name, says, _ = strings.Cut(after, "` ")
			name = "`" + name + "`"
		}
		i := slices.IndexFunc(texts, func(text string) bool { return text == name || text == name+" =" })
		if i < 0 {
			return fmt.Sprintf("no %q in %q", name, short)
		}
		if all := got.Items[i].Type + " " + got.Items[i].Signature; all != says && got.Items[i].Type != says {
			return fmt.Sprintf("%s is %q, want %q", name, all, says)
		}
	}
	return ""
}
