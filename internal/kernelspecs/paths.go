package kernelspecs

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Kind tells where a data directory comes from.
type Kind string

// The kinds of data directory, in the words of Jupyter's documentation.
const (
	KindPath        Kind = "JUPYTER_PATH"
	KindUser        Kind = "user"
	KindEnvironment Kind = "environment"
	KindSystem      Kind = "system"
)

// DataDir is one directory in which Jupyter looks for kernels/NAME.
type DataDir struct {
	Path string
	Kind Kind
}

// Paths are Jupyter's directories for this user and this environment.
type Paths struct {
	Search  []DataDir // highest priority first
	User    string    // the user's data directory, the target of --user
	Runtime string    // where Jupyter writes connection files
}

// Locate computes the directories from the environment as Jupyter does: JUPYTER_PATH, then the user's and the
// environment's directories (in the order that JUPYTER_PREFER_ENV_PATH or an active environment asks for), then the system's.
func Locate() (Paths, error) {
	return locate(os.Getenv, systemName(os.Getenv))
}

func locate(getenv func(string) string, system naming) (Paths, error) {
	userDir, err := userDataDir(getenv, system)
	if err != nil {
		return Paths{}, err
	}
	p := Paths{User: userDir, Runtime: getenv("JUPYTER_RUNTIME_DIR")}
	if p.Runtime == "" {
		p.Runtime = filepath.Join(userDir, "runtime")
	}

	for _, dir := range filepath.SplitList(getenv("JUPYTER_PATH")) {
		p.add(KindPath, dir)
	}
	users := []string{userDir}
	if base := getenv("PYTHONUSERBASE"); base != "" {
		users = append(users, dataDirOf(base))
	}
	var environments []string
	for _, prefix := range environmentPrefixes(getenv) {
		if dir := dataDirOf(prefix); !slices.Contains(system.dirs, dir) {
			environments = append(environments, dir)
		}
	}
	if preferEnvironment(getenv) {
		p.add(KindEnvironment, environments...)
		p.add(KindUser, users...)
	} else {
		p.add(KindUser, users...)
		p.add(KindEnvironment, environments...)
	}
	p.add(KindSystem, system.dirs...)
	return p, nil
}

func (p *Paths) add(kind Kind, dirs ...string) {
	for _, dir := range dirs {
		known := func(d DataDir) bool { return d.Path == filepath.Clean(dir) }
		if dir != "" && !slices.ContainsFunc(p.Search, known) {
			p.Search = append(p.Search, DataDir{filepath.Clean(dir), kind})
		}
	}
}

// Contains says whether Jupyter looks for kernels in the data directory dir.
func (p Paths) Contains(dir string) bool {
	return slices.ContainsFunc(p.Search, func(d DataDir) bool { return d.Path == filepath.Clean(dir) })
}

// PrefixDataDir returns the data directory of an installation prefix such as /usr/local or a virtual environment.
func PrefixDataDir(prefix string) (string, error) {
	abs, err := filepath.Abs(prefix)
	return dataDirOf(abs), err
}

// EnvironmentDataDir returns the data directory of the active virtual or conda environment, the target of --sys-prefix.
func EnvironmentDataDir() (string, error) {
	for _, name := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if prefix := os.Getenv(name); prefix != "" {
			return PrefixDataDir(prefix)
		}
	}
	return "", fmt.Errorf("no active environment: neither VIRTUAL_ENV nor CONDA_PREFIX is set; " +
		"activate one first, or name its directory with --prefix DIR")
}

func dataDirOf(prefix string) string { return filepath.Join(prefix, "share", "jupyter") }

func userDataDir(getenv func(string) string, system naming) (string, error) {
	if dir := getenv("JUPYTER_DATA_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	if dir := getenv("XDG_DATA_HOME"); dir != "" && system.xdg {
		return filepath.Join(dir, system.app), nil
	}
	home := getenv("HOME")
	if home == "" {
		u, err := user.Current()
		if err != nil || u.HomeDir == "" {
			return "", fmt.Errorf("there is no home directory (HOME is not set); set HOME or JUPYTER_DATA_DIR, or use --prefix DIR")
		}
		home = u.HomeDir
	}
	return filepath.Join(home, system.user, system.app), nil
}

// environmentPrefixes lists what Jupyter's own Python may have as sys.prefix.
func environmentPrefixes(getenv func(string) string) []string {
	prefixes := []string{getenv("VIRTUAL_ENV"), getenv("CONDA_PREFIX"), jupyterPrefix(getenv)}
	return slices.DeleteFunc(prefixes, func(prefix string) bool { return prefix == "" })
}

// jupyterPrefix is where the jupyter command on PATH lives: that one runs even when its environment is not activated.
func jupyterPrefix(getenv func(string) string) string {
	path := findJupyter(getenv("PATH"))
	if path == "" {
		return ""
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	return filepath.Dir(filepath.Dir(real))
}

func findJupyter(path string) string {
	for _, dir := range filepath.SplitList(path) {
		if file := filepath.Join(dir, "jupyter"); filepath.IsAbs(dir) {
			if _, err := exec.LookPath(file); err == nil {
				return file
			}
		}
	}
	return ""
}

// preferEnvironment follows Jupyter: a word in JUPYTER_PREFER_ENV_PATH decides, else whether Jupyter runs in a virtual or
// conda environment that the user owns.
func preferEnvironment(getenv func(string) string) bool {
	if word := getenv("JUPYTER_PREFER_ENV_PATH"); word != "" {
		return isOn(word)
	}
	if prefix := getenv("VIRTUAL_ENV"); prefix != "" {
		return isOwn(prefix)
	}
	if prefix := jupyterPrefix(getenv); isVirtual(prefix) {
		return isOwn(prefix)
	}
	name, prefix := getenv("CONDA_DEFAULT_ENV"), getenv("CONDA_PREFIX")
	return prefix != "" && name != "" && name != "base" && isOwn(prefix)
}

func isOn(word string) bool {
	return !slices.Contains([]string{"", "no", "n", "false", "off", "0", "0.0"}, strings.ToLower(word))
}

func isVirtual(prefix string) bool {
	_, err := os.Stat(filepath.Join(prefix, "pyvenv.cfg"))
	return prefix != "" && err == nil
}

func isOwn(dir string) bool {
	st, err := os.Stat(dir)
	if err != nil {
		return false
	}
	owner, ok := st.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Geteuid()
}
