package history

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// Env is the environment variable that names another database, or with "off" none at all.
const Env = "GOKERNEL_HISTORY"

// Path returns where the user's history is, "" if it is switched off by [Env].
func Path() (string, error) {
	switch path := os.Getenv(Env); path {
	case "":
	case "off":
		return "", nil
	default:
		return filepath.Abs(path)
	}
	dir, err := stateDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "gokernel", "history.sqlite"), nil
}

// stateDir follows the XDG Base Directory Specification: a path in the variable that is not absolute does not count.
func stateDir() (string, error) {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil || !filepath.IsAbs(home) {
		return "", errors.New("there is no home directory; set HOME, XDG_STATE_HOME or " + Env)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support"), nil
	}
	return filepath.Join(home, ".local", "state"), nil
}
