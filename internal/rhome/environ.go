package rhome

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// ReexecEnv is set to "1" in the environment that Environ returns with changed = true. In a process that has it, Environ
// never reports changed, so a program that re-executes itself when changed does so at most once.
const ReexecEnv = "GOKERNEL_REEXEC"

// ldpathsTimeout bounds R's own shell snippet, which an administrator may have edited.
const ldpathsTimeout = 5 * time.Second

// Environ returns environ with the variables that R's front end sets and with a UTF-8 locale. changed says that the loader's
// library path differs from the one in environ: the loader read it when the process started, so the process must
// execute itself once with env. environ is not modified.
func (i Installation) Environ(environ []string) (env []string, changed bool) {
	env = slices.Clone(environ)
	env = set(env, "R_HOME", i.Home)
	env = set(env, "R_SHARE_DIR", i.ShareDir)
	env = set(env, "R_INCLUDE_DIR", i.IncludeDir)
	env = set(env, "R_DOC_DIR", i.DocDir)
	env = withUTF8(env)

	name := loaderPathName(runtime.GOOS)
	old := lookup(env, name)
	path := prependPath(i.loaderPath(env, name), old)
	env = set(env, name, path)
	changed = path != old && lookup(env, ReexecEnv) == ""
	env = unset(env, ReexecEnv)
	if changed {
		env = set(env, ReexecEnv, "1")
	}
	return env, changed
}

func loaderPathName(goos string) string {
	if goos == "darwin" {
		return "DYLD_FALLBACK_LIBRARY_PATH"
	}
	return "LD_LIBRARY_PATH"
}

// loaderPath returns the directories that R needs in the loader's path, as etc/ldpaths computes them. The variable is
// removed first: ldpaths prepends to it, and a second run would double the list.
func (i Installation) loaderPath(environ []string, name string) string {
	fallback := filepath.Join(i.Home, "lib")
	ldpaths := filepath.Join(i.Home, "etc", "ldpaths")
	if _, err := os.Stat(ldpaths); err != nil {
		return fallback
	}
	ctx, cancel := context.WithTimeout(context.Background(), ldpathsTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", `. "$1" >/dev/null && eval "printf %s \"\$$2\""`, "sh", ldpaths, name)
	cmd.Env = unset(slices.Clone(environ), name)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil || len(out) == 0 {
		return fallback
	}
	return string(out)
}

// prependPath puts the list dirs before old, unless old begins with it already.
func prependPath(dirs, old string) string {
	if old == "" || old == dirs {
		return dirs
	}
	if strings.HasPrefix(old, dirs+":") {
		return old
	}
	return dirs + ":" + old
}

// lookup returns the value of name in a list of NAME=value; the last one counts, as in os/exec.
func lookup(environ []string, name string) string {
	for _, entry := range slices.Backward(environ) {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

func set(environ []string, name, value string) []string {
	return append(unset(environ, name), name+"="+value)
}

func unset(environ []string, name string) []string {
	return slices.DeleteFunc(environ, func(entry string) bool { return strings.HasPrefix(entry, name+"=") })
}
