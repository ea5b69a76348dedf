package conformance

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var (
	verbatim     = regexp.MustCompile(`(?s)\\begin\{Verbatim\}\[\].*?\\end\{Verbatim\}`)
	escaped      = regexp.MustCompile(`\\[{}#$%&_]`)
	environment  = regexp.MustCompile(`\\(begin|end)\{(\w+\*?)\}`)
	tabular      = regexp.MustCompile(`(?s)\\begin\{(?:tabular|longtable)\}\{([^}]*)\}\n(.*?)\\end\{`)
	colspec      = regexp.MustCompile(`\\begin\{(tabular|longtable)\}\{[^}]*\}`)
	latexCommand = regexp.MustCompile(`\\([a-zA-Z]+)`)
)

// What nbconvert's template defines or loads a package for.
var knownEnvironments = []string{"adjustbox", "tabular", "longtable", "enumerate", "enumerate*", "description", "description*"}

var knownCommands = regexp.MustCompile(`^(begin|end|item|hline|endhead|emph|textbf|multicolumn|linewidth|textheight|times|vdots|cdots|ddots|` +
	`small|footnotesize|scriptsize|tiny|arabic|text(backslash|asciitilde|asciicircum|asciigrave|less|greater|bar|quotedbl|quotesingle))$`)

// TestBundles_latexCompiles checks what would stop LaTeX: environments that do not
// close, special characters that are not escaped, rows with too many cells, commands
// that nbconvert's template does not know.
func TestBundles_latexCompiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bundles/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if !strings.HasSuffix(f.Name, " text/latex") {
				continue
			}
			checked++
			for _, problem := range latexProblems(string(f.Data)) {
				t.Errorf("%s, %s: %s", file, f.Name, problem)
			}
		}
	}
	if checked == 0 {
		t.Error("no LaTeX in testdata/bundles")
	}
}

func latexProblems(text string) (problems []string) {
	text = verbatim.ReplaceAllString(text, "")
	var open []string
	for _, m := range environment.FindAllStringSubmatch(text, -1) {
		switch n := len(open); {
		case !slices.Contains(knownEnvironments, m[2]):
			problems = append(problems, "environment "+m[2])
		case m[1] == "begin":
			open = append(open, m[2])
		case n == 0 || open[n-1] != m[2]:
			problems = append(problems, "unexpected "+m[0])
		default:
			open = open[:n-1]
		}
	}
	if len(open) > 0 {
		problems = append(problems, "not closed: "+strings.Join(open, ", "))
	}
	for _, m := range latexCommand.FindAllStringSubmatch(text, -1) {
		if !knownCommands.MatchString(m[1]) {
			problems = append(problems, "command "+m[0])
		}
	}
	for _, m := range tabular.FindAllStringSubmatch(text, -1) {
		problems = append(problems, rowProblems(strings.Count(m[1], "l")+strings.Count(m[1], "r"), m[2])...)
	}
	inTables := strings.Contains(text, "\\begin{tabular}") || strings.Contains(text, "\\begin{longtable}")
	plain := escaped.ReplaceAllString(colspec.ReplaceAllString(text, ""), "")
	if i := strings.IndexAny(plain, "#$%_^~<>|\""); i >= 0 {
		problems = append(problems, "not escaped: "+plain[max(0, i-20):i+1])
	}
	if strings.Contains(plain, "&") && !inTables {
		problems = append(problems, "& outside of tables")
	}
	if strings.Count(plain, "{") != strings.Count(plain, "}") {
		problems = append(problems, "braces do not match")
	}
	return problems
}

func rowProblems(columns int, body string) (problems []string) {
	for _, row := range strings.Split(escaped.ReplaceAllString(body, ""), "\\\\\n") {
		cells := strings.Count(row, "&") + 1
		if cells > columns {
			problems = append(problems, "too many cells: "+row)
		}
		if first := strings.TrimLeft(row, " \t\n") + " "; first[0] == '[' || first[0] == '*' {
			problems = append(problems, "taken for an option: "+row)
		}
	}
	return problems
}

func TestLatexProblems_areFound(t *testing.T) {
	for _, text := range []string{`\begin{enumerate*}`, `\begin{minted}\end{minted}`, `50%`, `this & more`, `a_b`, `\unknown`, `{`,
		"\\begin{tabular}{ll}\n1 & 2 & 3\\\\\n\\end{tabular}", "\\begin{tabular}{l}\na\\\\\n[b]\\\\\n\\end{tabular}"} {
		if latexProblems(text) == nil {
			t.Errorf("nothing found in %s", text)
		}
	}
}
