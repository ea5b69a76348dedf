package repocheck

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/gokernel/gokernel/"
)

// codeTypes are the files that people write and read as code.
var codeTypes = []string{".go", ".c", ".h", ".R", ".py", ".sh"}

// goFile is a parsed Go file.
type goFile struct {
	path string // from the root, with slashes
	src  []byte
	ast  *ast.File
	set  *token.FileSet
}

func (f *goFile) dir() string  { return path.Dir(f.path) }
func (f *goFile) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// line is the number and the text of the line of a node.
func (f *goFile) line(n ast.Node) (int, string) {
	number := f.set.Position(n.Pos()).Line
	return number, strings.Split(string(f.src), "\n")[number-1]
}

// imports lists the import paths of f.
func (f *goFile) imports() []string {
	var paths []string
	for _, spec := range f.ast.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, `"`))
	}
	return paths
}

// files lists the files of the tree, from the root, with slashes: none that are
// hidden, installed or made by tests.
func files(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && p != root && (strings.HasPrefix(name, ".") || slices.Contains([]string{"bin", "out", "node_modules", "__pycache__"}, name)) {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			found = append(found, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// goFiles parses all Go files of the module.
func goFiles(t *testing.T) []*goFile {
	t.Helper()
	var parsed []*goFile
	for _, file := range files(t) {
		if path.Ext(file) != ".go" || strings.Contains(file, "/testdata/") {
			continue
		}
		f := &goFile{path: file, src: []byte(read(t, file)), set: token.NewFileSet()}
		var err error
		f.ast, err = parser.ParseFile(f.set, file, f.src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	if len(parsed) < 50 {
		t.Fatalf("found only %d Go files below %s", len(parsed), root)
	}
	return parsed
}

// isCall tells whether n calls pkg.name, or the function name if pkg is "".
func isCall(n ast.Node, pkg, name string) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return pkg == "" && f.Name == name
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && x.Name == pkg && f.Sel.Name == name
	}
	return false
}
