package rhelp

import (
	"os"
	"path/filepath"
	"sync"
	"time"
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
	Name, Version, Title, Description, URL string
	Dir                                    string
	// Topics are the pages of help topics.
	Topics map[string]string
	// Titles are the titles of pages.
	Titles map[string]string

	installed time.Time
	index     *lazyIndex
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
	p := &Package{Dir: dir, Name: filepath.Base(dir), Topics: map[string]string{}, Titles: map[string]string{}}
	if v, err := readRDS(filepath.Join(dir, "Meta", "package.rds")); err == nil {
		d := v.member("DESCRIPTION")
		for i, field := range d.attr("names").strings {
			switch text := d.strings[min(i, len(d.strings)-1)]; field {
			case "Version":
				p.Version = text
			case "Title":
				p.Title = text
			case "Description":
				p.Description = text
			case "URL":
				p.URL = text
			}
		}
	}
	if v, err := readRDS(filepath.Join(dir, "help", "aliases.rds")); err == nil {
		for i, alias := range v.attr("names").strings {
			if i < len(v.strings) {
				p.Topics[alias] = v.strings[i]
			}
		}
	}
	if v, err := readRDS(filepath.Join(dir, "Meta", "Rd.rds")); err == nil {
		files, titles := v.member("File").strings, v.member("Title").strings
		for i, file := range files {
			if i < len(titles) {
				p.Titles[trimExtension(file)] = titles[i]
			}
		}
	}
	p.index, _ = readLazyIndex(filepath.Join(dir, "help", p.Name)) // a package may have no help
	return p
}

func trimExtension(file string) string { return file[:len(file)-len(filepath.Ext(file))] }

// Page reads the page of a topic of the package in a directory; nil if there is none.
func (l *Library) Page(dir, topic string) *Page {
	p := l.Package(dir)
	if p == nil || p.index == nil {
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
	rd, err := p.index.fetch(name)
	if err != nil {
		return nil
	}
	page = newPage(p.Name, rd)
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
