package repocheck

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mayExit lists the files that may end the process: everybody else would skip the
// replies that are still queued.
var mayExit = []string{
	"cmd/gokernel/main.go",      // the exit code of the command
	"cmd/gokernel/wire.go",      // the end of the session
	"internal/bench/main.go",    // as above
	"internal/interp/export.go", // a panic must not unwind R's frames
}

func TestCalls_thatEndTheProcess(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest() || strings.HasPrefix(f.path, "scripts/") || slices.Contains(mayExit, f.path) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if n != nil && (isCall(n, "os", "Exit") || isCall(n, "syscall", "Exit") || isCall(n, "unix", "Exit")) {
				line, text := f.line(n)
				t.Errorf("%s:%d: %s: only %q may end the process; return an error", f.path, line, strings.TrimSpace(text), mayExit)
			}
			return true
		})
	}
}

// A panic is for what cannot happen, and the reader wants to know why it cannot.
func TestCalls_ofPanicSayWhy(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest() {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if n != nil && isCall(n, "", "panic") {
				if line, text := f.line(n); !strings.Contains(text, "//") {
					t.Errorf("%s:%d: %s: say on the same line why it cannot happen", f.path, line, strings.TrimSpace(text))
				}
			}
			return true
		})
	}
}

// ledgers are the packages whose goroutines keep the order of messages. Each lists
// all of them in its doc.go.
var ledgers = []string{"internal/console", "internal/zmqsock"}

// entry is a line of a ledger: a number, then who runs.
var entry = regexp.MustCompile(`(?m)^\s*\d+\. (.*(?:\n\s+[^\d\s].*)*)`)

func TestGoroutines_areInTheLedger(t *testing.T) {
	all := goFiles(t)
	for _, dir := range ledgers {
		entries := ""
		for _, f := range all {
			if f.path == dir+"/doc.go" {
				for _, m := range entry.FindAllStringSubmatch(f.ast.Doc.Text(), -1) {
					entries += strings.ToLower(m[1]) + "\n"
				}
			}
		}
		if entries == "" {
			t.Errorf("%s/doc.go has no numbered list of goroutines", dir)
		}
		for _, f := range all {
			if f.dir() != dir || f.isTest() {
				continue
			}
			for _, role := range goroutines(t, f) {
				if !strings.Contains(entries, role) {
					t.Errorf("%s: the goroutine %q is not in the list of %s/doc.go: say what it owns, what it may block on, what ends it", f.path, role, dir)
				}
			}
		}
	}
}

// goroutines gives the roles of the goroutines that f starts: of runFlusher
// "flusher", of run the type that has it, of timers "timer".
func goroutines(t *testing.T, f *goFile) []string {
	var roles []string
	for _, decl := range f.ast.Decls {
		function, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.Inspect(function, func(n ast.Node) bool {
			switch s := n.(type) {
			case *ast.GoStmt:
				roles = append(roles, role(t, f, function, s))
			case *ast.CallExpr:
				if isCall(s, "time", "AfterFunc") {
					roles = append(roles, "timer")
				}
			}
			return true
		})
	}
	return roles
}

func role(t *testing.T, f *goFile, in *ast.FuncDecl, s *ast.GoStmt) string {
	name := ""
	switch called := s.Call.Fun.(type) {
	case *ast.Ident:
		name = called.Name
	case *ast.SelectorExpr:
		name = called.Sel.Name
	}
	if !strings.HasPrefix(name, "run") {
		line, text := f.line(s)
		t.Errorf("%s:%d: %s: give the goroutine a function run<Role>", f.path, line, strings.TrimSpace(text))
	}
	if name == "run" && in.Recv != nil {
		name = receiver(in)
	}
	return strings.ToLower(strings.TrimPrefix(name, "run"))
}

func receiver(function *ast.FuncDecl) string {
	of := function.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}
