package kernelspecs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gokernel/gokernel/kernelspec"
)

// ErrForeign means that a kernelspec of that name belongs to another kernel.
var ErrForeign = errors.New("it belongs to another kernel")

// ErrNotInstalled means that there is no kernelspec of that name.
var ErrNotInstalled = errors.New("not installed")

// Install writes the kernelspec and the logos to dataDir/kernels/name and returns that directory. A kernelspec of the
// same name is replaced as a whole: a reader sees the old or the new one. One that does not start gokernel is only
// replaced with force; otherwise the error wraps ErrForeign.
func Install(dataDir, name string, spec Spec, force bool) (string, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	kernels := filepath.Join(dataDir, "kernels")
	dir := filepath.Join(kernels, name)
	if err := checkOurs(dir); err != nil && !force && !errors.Is(err, ErrNotInstalled) {
		return "", fmt.Errorf("%s exists already and %w; choose another --name, or replace it with --force", dir, err)
	}
	if err := os.MkdirAll(kernels, 0o755); err != nil {
		return "", err
	}
	// Not a kernelspec in Jupyter's eyes, since kernel.json is one level further down; same file system as dir.
	stage, err := os.MkdirTemp(kernels, ".install-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(stage)
	fresh := filepath.Join(stage, "spec")
	if err := writeSpec(fresh, spec); err != nil {
		return "", err
	}
	return dir, replace(fresh, dir)
}

func writeSpec(dir string, spec Spec) error {
	data, err := spec.encode()
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, kernelspec.Logos); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "kernel.json"), data, 0o644)
}

// replace moves fresh to dir. What was there ends up beside fresh, in the staging directory.
func replace(fresh, dir string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(fresh, dir)
	}
	if err := exchange(fresh, dir); err == nil {
		return nil
	}
	// File systems without exchange: a moment without the kernelspec is the best that can be had.
	old := fresh + ".old"
	if err := os.Rename(dir, old); err != nil {
		return err
	}
	if err := os.Rename(fresh, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return nil
}

// Uninstall removes the kernelspec in dir. The error wraps ErrNotInstalled if there is none, and ErrForeign if it
// starts another kernel and force is false.
func Uninstall(dir string, force bool) error {
	err := checkOurs(dir)
	switch {
	case errors.Is(err, ErrNotInstalled):
		return fmt.Errorf("there is no kernelspec in %s: %w", dir, err)
	case err != nil && !force:
		return fmt.Errorf("%s %w; nothing was removed, --force removes it all the same", dir, err)
	}
	return os.RemoveAll(dir)
}

func checkOurs(dir string) error {
	spec, err := Read(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(dir); err == nil {
			return fmt.Errorf("has no kernel.json, so %w or to no kernel at all", ErrForeign)
		}
		return ErrNotInstalled
	case err != nil:
		return fmt.Errorf("cannot be read (%v), so perhaps %w", err, ErrForeign)
	case !spec.IsOurs():
		return fmt.Errorf("starts %s, so %w", spec.Argv[0], ErrForeign)
	}
	return nil
}
