package library

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The package in testdata/lib was written by R (internal/rdata/testdata/make.R).
var roots = []string{"testdata/nothing", "testdata/lib"}

func open(t *testing.T, name string) *Package {
	t.Helper()
	dir := Find(roots, name)
	if dir == "" {
		t.Fatalf("%s is not found", name)
	}
	return new(Library).Open(dir)
}

func TestFind(t *testing.T) {
	if got := Installed(roots); !slices.Equal(got, []string{"sample"}) {
		t.Errorf("installed: %q", got)
	}
	for _, name := range []string{"", ".", "..", "../lib/sample", "other", "sample/R"} {
		if dir := Find(roots, name); dir != "" {
			t.Errorf("%q is found in %s", name, dir)
		}
	}
}

func TestPackage(t *testing.T) {
	p := open(t, "sample")
	if got := p.Exports(); !slices.Equal(got, []string{"borrowed", "constant", "generic", "pattern_a"}) {
		t.Errorf("exports: %q", got)
	}
	if p.Exported("internal") || !p.Has("internal") {
		t.Error("internal is no internal function")
	}
	if got := p.Classes(); !slices.Equal(got, []string{"Cls"}) {
		t.Errorf("classes: %q", got)
	}
	if p.Origin("borrowed") != "other" || p.Origin("generic") != "" {
		t.Errorf("origins: %q, %q", p.Origin("borrowed"), p.Origin("generic"))
	}
	if !p.Method("generic", "thing") || p.Method("generic", "nothing") {
		t.Error("methods")
	}
	if p.Title() != "A Sample Package" || p.TopicTitle("generic.thing") != "A Generic Thing" || p.TopicTitle("x") != "" {
		t.Errorf("titles: %q, %q", p.Title(), p.TopicTitle("generic.thing"))
	}
	birds, ok := p.Dataset("birds")
	if !ok || !slices.Equal(birds.Names(), []string{"wing", "beak"}) || !slices.Equal(p.Datasets(), []string{"birds"}) {
		t.Errorf("data sets: %q, %+v", p.Datasets(), birds)
	}
}

func TestPackage_functions(t *testing.T) {
	p := open(t, "sample")
	if f := p.Function("generic"); !f.Found || f.Generic != "generic" || !slices.Equal(f.Arguments, []Argument{{"x", ""}, {"...", ""}}) {
		t.Errorf("generic: %+v", f)
	}
	if f := p.Function("constant"); f.Found {
		t.Errorf("a number is a function: %+v", f)
	}
	want := []Argument{
		{"p", "list(q = 1)"}, {"r", "x[[1]]"}, {"s", "function(...)"}, {"t", "!TRUE"}, {"u", "-Inf"}, {"v", "NULL"},
		{"w", `"quo\"te"`}, {"y", "a %in% b"}, {"z", "if (...)"},
	}
	if got := p.Function("pattern_a").Arguments; !slices.Equal(got, want) {
		t.Errorf("defaults: %q, want %q", got, want)
	}
}

func TestPackage_that_is_none(t *testing.T) {
	p := new(Library).Open("testdata/nothing")
	if len(p.Exports()) > 0 || len(p.Datasets()) > 0 || p.Function("f").Found || p.Title() != "" || p.Method("a", "b") {
		t.Error("an empty directory holds something")
	}
}

func TestLibrary_readsWhatWasInstalledAnew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pkg")
	file := filepath.Join(dir, "Meta", "package.rds")
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	l := new(Library)
	first := l.Open(dir)
	if l.Open(dir) != first {
		t.Error("an unchanged package is opened anew")
	}
	if err := os.Chtimes(file, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if l.Open(dir) == first {
		t.Error("a package that was installed anew is the old one")
	}
}
