package rhome

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Find returns the R to use: explicit (a home directory or an R executable) if not empty, else $R_HOME, else the R on
// PATH, else the first usable one in the places where R is commonly installed.
//
// An explicit R or $R_HOME that cannot be used is an error, never replaced by another R. The error wraps ErrNotFound,
// ErrTooOld or ErrNoSharedLibrary and says what to do.
func Find(explicit string) (Installation, error) {
	return finder{getenv: os.Getenv, root: "/"}.find(explicit)
}

// finder has what Find depends on, so that tests can put R trees where they want.
type finder struct {
	getenv func(string) string
	root   string // the directory below which the common places lie
}

func (f finder) find(explicit string) (Installation, error) {
	if explicit != "" {
		return fromSetting("--r-home", explicit)
	}
	if home := f.getenv("R_HOME"); home != "" {
		inst, err := fromSetting("R_HOME", home)
		if err != nil {
			err = fmt.Errorf("%w; correct R_HOME, or unset it to let gokernel look for R", err)
		}
		return inst, err
	}
	var unusable []error
	for _, home := range append(f.homesOnPath(), f.commonHomes()...) {
		inst, err := Inspect(home)
		if err == nil {
			return inst, nil
		}
		unusable = append(unusable, err)
	}
	if len(unusable) > 0 {
		return Installation{}, errors.Join(unusable...)
	}
	return Installation{}, fmt.Errorf("%w: there is no R on PATH nor in the usual places; install R %s or newer "+
		"(Debian and Ubuntu: the package r-base-core) or say where it is with --r-home DIR or R_HOME", ErrNotFound, MinVersion)
}

// fromSetting inspects what the user named; people give the executable as often as the home directory.
func fromSetting(setting, path string) (Installation, error) {
	home := path
	if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() {
		if home = homeOfExecutable(path); home == "" {
			return Installation{}, fmt.Errorf("%s: %w: %s is a file, but not R's front end; the command 'R RHOME' prints the directory to give",
				setting, ErrNotFound, path)
		}
	}
	inst, err := Inspect(home)
	if err != nil {
		err = fmt.Errorf("%s: %w", setting, err)
	}
	return inst, err
}

func (f finder) homesOnPath() []string {
	var homes []string
	for _, dir := range filepath.SplitList(f.getenv("PATH")) {
		if !filepath.IsAbs(dir) {
			continue // the same rule as os/exec: never run what merely lies in the working directory
		}
		path := filepath.Join(dir, "R")
		st, err := os.Stat(path)
		if err != nil || !st.Mode().IsRegular() || st.Mode()&0o111 == 0 {
			continue
		}
		if home := homeOfExecutable(path); home != "" && !slices.Contains(homes, home) {
			homes = append(homes, home)
		}
	}
	return homes
}

func (f finder) commonHomes() []string {
	places := []string{
		filepath.Join(f.root, "usr/lib/R"),
		filepath.Join(f.root, "usr/lib64/R"),
		filepath.Join(f.root, "usr/local/lib/R"),
	}
	places = append(places, f.optHomes()...)
	if conda := f.getenv("CONDA_PREFIX"); conda != "" {
		places = append(places, filepath.Join(conda, "lib/R"))
	}
	places = append(places, filepath.Join(f.root, "Library/Frameworks/R.framework/Resources"))
	return slices.DeleteFunc(places, func(dir string) bool { return !isHome(dir) })
}

// optHomes lists /opt/R/VERSION, where several versions often stand side by side, newest first.
func (f finder) optHomes() []string {
	var homes []string
	for _, lib := range []string{"lib", "lib64"} {
		found, _ := filepath.Glob(filepath.Join(f.root, "opt/R/*", lib, "R")) // fails only for a bad pattern
		homes = append(homes, found...)
	}
	version := func(home string) string {
		v, _ := readVersion(home)
		return v
	}
	slices.SortStableFunc(homes, func(a, b string) int { return compareVersions(version(b), version(a)) })
	return homes
}
