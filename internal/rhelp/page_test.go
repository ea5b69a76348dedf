package rhelp

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/document"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample is an installed package: testdata/sample/man has its sources.
const sample = "testdata/sample"

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it anew); got:\n%s", name, got)
	}
}

func TestPage_hasEverything(t *testing.T) {
	page := New().Page(sample, "print.thing")
	if page == nil {
		t.Fatal("no page")
	}
	if page.Title != "Everything at Once: a Page with Code" || page.Name != "everything" || page.Package != "sample" || page.Dataset {
		t.Errorf("title %q, name %q, package %q, data %v", page.Title, page.Name, page.Package, page.Dataset)
	}
	all := page.Sections()
	golden(t, "everything.txt", document.PlainText(all)+"\n")
	golden(t, "everything.html", document.HTML(all))
	golden(t, "everything.md", document.Markdown(all)+"\n")
}

func TestPage_findsParts(t *testing.T) {
	page := New().Page(sample, "%op%")
	for name, want := range map[string]string{
		"x": "an object, see ‘Details’. Over two lines.", "...": "further arguments.", "label": "", "nosuch": "",
	} {
		if got := document.PlainText(page.Argument(name)); strings.Join(strings.Fields(got), " ") != want {
			t.Errorf("argument %s: %q, want %q", name, got, want)
		}
	}
	if got := document.PlainText(page.Argument("z")); !strings.HasPrefix(got, "two at once:") {
		t.Errorf("an argument named with another: %q", got)
	}
	data := New().Page(sample, "measured")
	if !data.Dataset {
		t.Error("not about data")
	}
	for name, want := range map[string]string{"len": "Length (mm)", "dose": "Dose in mg/day", "kind": "what it is", "other": "what it is", "x": ""} {
		if got := document.PlainText(data.Column(name)); got != want {
			t.Errorf("column %s: %q, want %q", name, got, want)
		}
	}
}

func TestLibrary(t *testing.T) {
	l := New()
	for _, missing := range [][2]string{{sample, "nosuch"}, {"testdata/nosuch", "x"}, {"testdata", "x"}} {
		if l.Page(missing[0], missing[1]) != nil {
			t.Errorf("a page of %v", missing)
		}
	}
	if first, second := l.Page(sample, "measured"), l.Page(sample, "measured"); first != second {
		t.Error("a page is read twice")
	}
	about := l.Package(sample).About()
	if about.Version != "1.2.3" || about.Title != "A Package to Test With" || about.Titles["measured"] != "Measured Things" ||
		about.URL != "https://example.org/sample, https://example.org/bugs" {
		t.Errorf("%+v", about)
	}
}

// All pages of the machine's packages can be read and written. Without R there are none.
func TestPage_ofAllInstalledPackages(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	n := 0
	for _, root := range []string{"/usr/lib/R/library", "/usr/lib/R/site-library"} {
		dirs, _ := filepath.Glob(root + "/*")
		for _, dir := range dirs {
			l := New()
			p := l.Package(dir)
			if p == nil {
				continue
			}
			seen := map[string]bool{}
			for topic, name := range p.Topics {
				if seen[name] {
					continue
				}
				seen[name] = true
				page := l.Page(dir, topic)
				if page == nil {
					t.Errorf("%s: no page for %s", dir, topic)
					continue
				}
				n++
				if page.Title == "" || strings.Contains(document.PlainText(page.Sections()), "_\b") {
					t.Errorf("%s: page %s has no title, or overstrikes", dir, name)
				}
			}
		}
	}
	t.Logf("%d pages", n)
}
