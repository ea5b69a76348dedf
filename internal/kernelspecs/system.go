package kernelspecs

import (
	"path/filepath"
	"runtime"
)

// naming is how one operating system names Jupyter's directories.
type naming struct {
	user string   // below the home directory
	app  string   // the last part of the user's directory
	xdg  bool     // XDG_DATA_HOME replaces user
	dirs []string // the system's data directories
}

// systemName returns the names of the running system. With JUPYTER_PLATFORM_DIRS Jupyter uses the platform's own
// conventions instead of its historical ones.
func systemName(getenv func(string) string) naming {
	return namingOf(runtime.GOOS, getenv)
}

func namingOf(goos string, getenv func(string) string) naming {
	platform := isOn(getenv("JUPYTER_PLATFORM_DIRS"))
	shared := []string{"/usr/local/share/jupyter", "/usr/share/jupyter"}
	switch {
	case goos == "darwin" && platform:
		return naming{filepath.Join("Library", "Application Support"), "Jupyter", false, []string{"/Library/Application Support/Jupyter"}}
	case goos == "darwin":
		return naming{"Library", "Jupyter", false, shared}
	case platform:
		return naming{filepath.Join(".local", "share"), "Jupyter", true, xdgDataDirs(getenv("XDG_DATA_DIRS"))}
	default:
		return naming{filepath.Join(".local", "share"), "jupyter", true, shared}
	}
}

func xdgDataDirs(list string) []string {
	if list == "" {
		list = "/usr/local/share:/usr/share"
	}
	var dirs []string
	for _, dir := range filepath.SplitList(list) {
		dirs = append(dirs, filepath.Join(dir, "Jupyter"))
	}
	return dirs
}
