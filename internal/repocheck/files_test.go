package repocheck

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxLines is where a file has more than one job. New code aims at 300.
const maxLines = 500

func TestFiles_areShort(t *testing.T) {
	for _, file := range files(t) {
		if !slices.Contains(codeTypes, path.Ext(file)) {
			continue
		}
		if n := strings.Count(read(t, file), "\n"); n > maxLines {
			t.Errorf("%s has %d lines, at most %d: split it by what its parts do", file, n, maxLines)
		}
	}
}

// Names say what a file is about, not of what kind its content is.
func TestFiles_areNamedByTheirSubject(t *testing.T) {
	for _, file := range files(t) {
		switch strings.TrimSuffix(path.Base(file), path.Ext(file)) {
		case "util", "utils", "helper", "helpers", "common", "misc", "types":
			t.Errorf("%s: name it after what it is about", file)
		}
	}
}

func TestPackages_haveAComment(t *testing.T) {
	documented := map[string]string{}
	for _, f := range goFiles(t) {
		if f.isTest() {
			continue
		}
		name := f.ast.Name.Name
		if _, seen := documented[f.dir()]; !seen {
			documented[f.dir()] = ""
		}
		if f.ast.Doc == nil {
			continue
		}
		text := f.ast.Doc.Text()
		if want := map[bool]string{true: "Command ", false: "Package " + name}[name == "main"]; !strings.HasPrefix(text, want) {
			t.Errorf("%s: the package comment begins with %.30q, want %q", f.path, text, want)
		}
		if other := documented[f.dir()]; other != "" {
			t.Errorf("%s: the package has another comment in %s", f.path, other)
		}
		documented[f.dir()] = f.path
	}
	for dir, file := range documented {
		if file == "" {
			t.Errorf("%s: the package has no comment; write doc.go", dir)
		}
	}
}

// Whoever works on a file shall find all there is to do in the tracker.
func TestFiles_holdNoNotesToSelf(t *testing.T) {
	marks := []string{"TO" + "DO", "FIX" + "ME", "XX" + "X"}
	for _, file := range files(t) {
		if !slices.Contains(codeTypes, path.Ext(file)) {
			continue
		}
		for i, line := range strings.Split(read(t, file), "\n") {
			for _, mark := range marks {
				if strings.Contains(line, mark) {
					t.Errorf("%s:%d: %s", file, i+1, strings.TrimSpace(line))
				}
			}
		}
	}
}

// All files of the R runtime share one environment: a name that stands twice is a function
// that silently replaces another.
func TestTree_runtime_defines_each_name_once(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "internal/interp/rlib/*.R"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	definition := regexp.MustCompile(`(?m)^([A-Za-z.][\w.]*) <- `)
	first := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range definition.FindAllSubmatch(text, -1) {
			name := string(match[1])
			if other := first[name]; other != "" {
				t.Errorf("%s is defined in %s and in %s", name, other, filepath.Base(file))
			}
			first[name] = filepath.Base(file)
		}
	}
}
