package rhelp

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gokernel/gokernel/internal/rdata"
)

// maxPages bounds the pages that are kept.
const maxPages = 100

// Library keeps what it has read of installed packages. Packages are named by their
// directories, which hold DESCRIPTION, Meta and help. Its methods read files, so they
// can take some milliseconds; what a package has is read again when it was installed anew.
type Library struct {
	mu       sync.Mutex
	packages map[string]*Package
	pages    map[string]*Page // by directory and page
	order    []string         // of pages, the oldest first
}

// Package is what is known of an installed package.
type Package struct {
	Name, Dir string
	// Topics are the pages of help topics.
	Topics map[string]string

	installed time.Time
	open      sync.Once
	pages     *rdata.Database
}

// About is what a package says of itself.
type About struct {
	Version, Title, Description, URL string
	// Titles are the titles of its help pages.
	Titles map[string]string
}

// New makes an empty library.
func New() *Library {
	return &Library{packages: map[string]*Package{}, pages: map[string]*Page{}}
}

// Package reads the package in a directory; nil if there is none.
func (l *Library) Package(dir string) *Package {
	info, err := os.Stat(filepath.Join(dir, "Meta", "package.rds"))
	if err != nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.packages[dir]; p != nil && p.installed.Equal(info.ModTime()) {
		return p
	}
	p := readPackage(dir)
	p.installed = info.ModTime()
	l.packages[dir] = p
	return p
}

func readPackage(dir string) *Package {
	p := &Package{Dir: dir, Name: filepath.Base(dir), Topics: map[string]string{}}
	// What cannot be read is missing: packages can be installed without help.
	aliases, _ := rdata.ReadFile(filepath.Join(dir, "help", "aliases.rds"))
	for i, alias := range aliases.Names() {
		if i < len(aliases.Strings) {
			p.Topics[alias] = aliases.Strings[i]
		}
	}
	return p
}

// About reads what the package says of itself.
func (p *Package) About() About {
	meta, _ := rdata.ReadFile(filepath.Join(p.Dir, "Meta", "package.rds"))
	description, _ := meta.Item("DESCRIPTION")
	a := About{Titles: map[string]string{}}
	for i, field := range description.Names() {
		if i >= len(description.Strings) {
			break
		}
		switch text := strings.Join(strings.Fields(description.Strings[i]), " "); field {
		case "Version":
			a.Version = text
		case "Title":
			a.Title = text
		case "Description":
			a.Description = text
		case "URL":
			a.URL = text
		}
	}
	pages, _ := rdata.ReadFile(filepath.Join(p.Dir, "Meta", "Rd.rds"))
	files, _ := pages.Item("File")
	titles, _ := pages.Item("Title")
	for i, file := range files.Strings {
		if i < len(titles.Strings) {
			a.Titles[trimExtension(file)] = strings.TrimSpace(titles.Strings[i])
		}
	}
	return a
}

func trimExtension(file string) string { return file[:len(file)-len(filepath.Ext(file))] }

// Page reads the page of a topic of the package in a directory; nil if there is none.
func (l *Library) Page(dir, topic string) *Page {
	p := l.Package(dir)
	if p == nil {
		return nil
	}
	name, ok := p.Topics[topic]
	if !ok {
		return nil
	}
	key := dir + "\x00" + name + "\x00" + p.installed.String()
	l.mu.Lock()
	page := l.pages[key]
	l.mu.Unlock()
	if page != nil {
		return page
	}
	if page = p.read(name); page == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pages[key] == nil {
		l.order = append(l.order, key)
	}
	l.pages[key] = page
	if len(l.order) > maxPages {
		delete(l.pages, l.order[0])
		l.order = l.order[1:]
	}
	return page
}

func (p *Package) read(name string) *Page {
	p.open.Do(func() { p.pages, _ = rdata.OpenDatabase(filepath.Join(p.Dir, "help", p.Name)) }) // nil if it cannot be read
	if p.pages == nil {
		return nil
	}
	rd, err := p.pages.Read(name)
	if err != nil {
		return nil
	}
	return newPage(p.Name, rd)
}
