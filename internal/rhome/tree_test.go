package rhome

import (
	"os"
	"path/filepath"
	"testing"
)

// fakeR makes a minimal R home of the given version below root and returns its path.
func fakeR(t *testing.T, root, home, version string) string {
	t.Helper()
	dir := filepath.Join(root, home)
	write(t, filepath.Join(dir, "library/base/DESCRIPTION"), "Package: base\nVersion: "+version+"\nPriority: base\n", 0o644)
	write(t, filepath.Join(dir, "lib", "libR.so"), "library", 0o644)
	write(t, filepath.Join(dir, "lib", "libR.dylib"), "library", 0o644)
	return dir
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// script is the part of R's front end that this package reads, with the traps of the real one around it.
func script(home, share string) string {
	return `#!/bin/bash
# Shell wrapper for R executable.
R_HOME_DIR=` + home + `
if test "${R_HOME_DIR}" = "` + home + `"; then
     if [ -x "/usr/${libnn}/R/bin/exec/R" ]; then
        R_HOME_DIR="/usr/${libnn}/R"
     fi
fi
R_HOME="${R_HOME_DIR}"
R_SHARE_DIR=` + share + `
export R_SHARE_DIR
R_INCLUDE_DIR="${R_HOME}/include2"   # quoted
R_DOC_DIR=/nonexistent/doc
`
}

func environment(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}
