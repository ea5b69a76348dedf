package kerneltest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// Binary returns the path of the kernel binary: $GOKERNEL_BIN if set, otherwise
// the result of one `go build` per test process. It may be called from any goroutine.
func Binary() (string, error) {
	if path := os.Getenv("GOKERNEL_BIN"); path != "" {
		return filepath.Abs(path)
	}
	return buildOnce()
}

var buildOnce = sync.OnceValues(func() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	// One path for all test processes of this tree; the rename keeps processes that run the
	// previous build safe.
	dir := filepath.Join(root, "bin", "test")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	fresh := filepath.Join(dir, fmt.Sprintf("build-%d", os.Getpid()))
	build := exec.Command("go", "build", "-o", fresh, "./cmd/gokernel")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build ./cmd/gokernel: %w\n%s", err, out)
	}
	path := filepath.Join(dir, "gokernel")
	return path, os.Rename(fresh, path)
})

// moduleRoot walks up from the working directory, which `go test` sets to the
// directory of the tested package.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod above the working directory; run the tests inside the module or set GOKERNEL_BIN")
		}
		dir = parent
	}
}
