package library

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Library opens packages. The zero value is ready; any goroutine may use it.
type Library struct {
	mu       sync.Mutex
	packages map[string]*Package // by directory
}

// Open returns the package in dir, which may turn out to hold nothing. One that was
// installed anew since is another.
func (l *Library) Open(dir string) *Package {
	var installed time.Time
	if info, err := os.Stat(filepath.Join(dir, "Meta", "package.rds")); err == nil {
		installed = info.ModTime()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.packages == nil {
		l.packages = map[string]*Package{}
	}
	p := l.packages[dir]
	if p == nil || !p.installed.Equal(installed) {
		p = &Package{Name: filepath.Base(dir), dir: dir, installed: installed, functions: map[string]Function{}}
		l.packages[dir] = p
	}
	return p
}

// Find returns the directory of a package in the first of the roots that has it, "" if
// none does.
func Find(roots []string, name string) string {
	if name == "" || name != filepath.Base(name) || name[0] == '.' {
		return ""
	}
	for _, root := range roots {
		dir := filepath.Join(root, name)
		if _, err := os.Stat(filepath.Join(dir, "DESCRIPTION")); err == nil {
			return dir
		}
	}
	return ""
}

// Installed lists the packages in the roots, sorted.
func Installed(roots []string) []string {
	var names []string
	for _, root := range roots {
		entries, _ := os.ReadDir(root) // one that cannot be read has none
		for _, e := range entries {
			if e.Name()[0] == '.' {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, e.Name(), "DESCRIPTION")); err == nil {
				names = append(names, e.Name())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
