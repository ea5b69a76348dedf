package repocheck

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var documents = []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"}

var (
	target     = regexp.MustCompile(`(?m)^([a-z][a-z-]*):`)
	makeCall   = regexp.MustCompile("(?m)(?:`|^\\s*(?:\\$ )?)make ([a-z][a-z-]*)")
	quotedPath = regexp.MustCompile("`([A-Za-z0-9_./-]+\\.(?:go|c|h|R|sh|py|md|ipynb|txt))`")
	command    = regexp.MustCompile("(?m)(?:`|^\\s*(?:\\$ )?)(?:bin/)?gokernel ([a-z]+)")
)

func TestDocuments_nameTargetsThatExist(t *testing.T) {
	targets := map[string]bool{}
	for _, m := range target.FindAllStringSubmatch(read(t, "Makefile"), -1) {
		targets[m[1]] = true
	}
	for _, document := range documents {
		for _, m := range makeCall.FindAllStringSubmatch(read(t, document), -1) {
			if !targets[m[1]] {
				t.Errorf("%s: the Makefile has no target %q", document, m[1])
			}
		}
	}
}

// A document may name a file by the end of its path.
func TestDocuments_nameFilesThatExist(t *testing.T) {
	all := files(t)
	for _, document := range documents {
		for _, m := range quotedPath.FindAllStringSubmatch(read(t, document), -1) {
			exists := slices.ContainsFunc(all, func(file string) bool { return strings.HasSuffix("/"+file, "/"+m[1]) })
			if !exists {
				t.Errorf("%s: there is no file %s", document, m[1])
			}
		}
	}
}

func TestDocuments_nameCommandsThatExist(t *testing.T) {
	source := ""
	for _, file := range files(t) {
		if path.Dir(file) == "cmd/gokernel" && path.Ext(file) == ".go" {
			source += read(t, file)
		}
	}
	for _, document := range documents {
		for _, m := range command.FindAllStringSubmatch(read(t, document), -1) {
			if !regexp.MustCompile(`Use:\s+"` + m[1] + `\b`).MatchString(source) {
				t.Errorf("%s: there is no command %q", document, "gokernel "+m[1])
			}
		}
	}
}

// The list of packages in ARCHITECTURE.md is complete.
func TestDocuments_listEveryPackage(t *testing.T) {
	architecture := read(t, "ARCHITECTURE.md")
	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		dir := f.dir()
		if seen[dir] || strings.HasPrefix(dir, "scripts/") || dir == "kernelspec" {
			continue
		}
		seen[dir] = true
		if !strings.Contains(architecture, "| `"+dir+"` |") {
			t.Errorf("ARCHITECTURE.md does not list %s", dir)
		}
	}
}

// An option that nobody can find does not exist.
func TestDocuments_nameEveryOption(t *testing.T) {
	option := regexp.MustCompile(`(?:getOption|number_option)\("((?:gokernel|jupyter|repr)\.[a-z._]+)"`)
	text := read(t, "docs/rich-output.md")
	for _, file := range files(t) {
		if !strings.HasPrefix(file, "internal/interp/rlib/") {
			continue
		}
		for _, m := range option.FindAllStringSubmatch(read(t, file), -1) {
			name := strings.TrimPrefix(m[1], "repr.plot")
			if !strings.Contains(text, "`"+m[1]+"`") && !strings.Contains(text, "`"+name+"`") {
				t.Errorf("docs/rich-output.md does not name the option %s of %s", m[1], file)
			}
		}
	}
}
