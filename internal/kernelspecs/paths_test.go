package kernelspecs

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func environment(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestLocate_order(t *testing.T) {
	own := t.TempDir() // an environment that the user owns
	system := []DataDir{{"/usr/local/share/jupyter", KindSystem}, {"/usr/share/jupyter", KindSystem}}
	user := DataDir{"/home/u/.local/share/jupyter", KindUser}
	env := DataDir{filepath.Join(own, "share/jupyter"), KindEnvironment}
	for _, c := range []struct {
		name string
		goos string
		vars map[string]string
		want []DataDir
	}{
		{"plain", "linux", nil, append([]DataDir{user}, system...)},
		{"JUPYTER_PATH first, without duplicates", "linux", map[string]string{"JUPYTER_PATH": "/a/:/usr/share/jupyter::/b"},
			[]DataDir{{"/a", KindPath}, {"/usr/share/jupyter", KindPath}, {"/b", KindPath}, user, system[0]}},
		{"JUPYTER_DATA_DIR", "linux", map[string]string{"JUPYTER_DATA_DIR": "/data", "XDG_DATA_HOME": "/xdg"},
			append([]DataDir{{"/data", KindUser}}, system...)},
		{"XDG_DATA_HOME", "linux", map[string]string{"XDG_DATA_HOME": "/xdg"}, append([]DataDir{{"/xdg/jupyter", KindUser}}, system...)},
		{"PYTHONUSERBASE", "linux", map[string]string{"PYTHONUSERBASE": "/base"},
			append([]DataDir{user, {"/base/share/jupyter", KindUser}}, system...)},
		{"virtual environment", "linux", map[string]string{"VIRTUAL_ENV": own}, append([]DataDir{env, user}, system...)},
		{"user preferred", "linux", map[string]string{"VIRTUAL_ENV": own, "JUPYTER_PREFER_ENV_PATH": "0"}, append([]DataDir{user, env}, system...)},
		{"environment preferred", "linux", map[string]string{"CONDA_PREFIX": own, "JUPYTER_PREFER_ENV_PATH": "yes"}, append([]DataDir{env, user}, system...)},
		{"conda base", "linux", map[string]string{"CONDA_PREFIX": own, "CONDA_DEFAULT_ENV": "base"}, append([]DataDir{user, env}, system...)},
		{"conda environment", "linux", map[string]string{"CONDA_PREFIX": own, "CONDA_DEFAULT_ENV": "r"}, append([]DataDir{env, user}, system...)},
		{"environment in a system prefix", "linux", map[string]string{"VIRTUAL_ENV": "/usr"}, append([]DataDir{user}, system...)},
		{"macOS", "darwin", map[string]string{"XDG_DATA_HOME": "/xdg"}, append([]DataDir{{"/home/u/Library/Jupyter", KindUser}}, system...)},
		{"macOS platform directories", "darwin", map[string]string{"JUPYTER_PLATFORM_DIRS": "1"},
			[]DataDir{{"/home/u/Library/Application Support/Jupyter", KindUser}, {"/Library/Application Support/Jupyter", KindSystem}}},
		{"Linux platform directories", "linux", map[string]string{"JUPYTER_PLATFORM_DIRS": "1", "XDG_DATA_DIRS": "/x"},
			[]DataDir{{"/home/u/.local/share/Jupyter", KindUser}, {"/x/Jupyter", KindSystem}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			vars := map[string]string{"HOME": "/home/u"}
			for name, value := range c.vars {
				vars[name] = value
			}
			p, err := locate(environment(vars), namingOf(c.goos, environment(vars)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, p.Search); diff != "" {
				t.Errorf("search path (-want +got):\n%s", diff)
			}
			if want := filepath.Join(p.User, "runtime"); p.Runtime != want || !p.Contains(p.User+"/") {
				t.Errorf("runtime %s, want %s; user %s must be in the search path", p.Runtime, want, p.User)
			}
		})
	}
}

func TestLocate_findsEnvironmentOfJupyterOnPath(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(root+"/venv/bin", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(root+"/venv/bin/jupyter", []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(root+"/venv/bin/jupyter", root+"/jupyter"); err != nil {
		t.Fatal(err)
	}
	getenv := environment(map[string]string{"HOME": "/home/u", "PATH": "relative:/nonexistent:" + root})
	want := DataDir{root + "/venv/share/jupyter", KindEnvironment}
	for at, prepare := range map[int]func() error{
		1: func() error { return os.RemoveAll(root + "/venv/pyvenv.cfg") },
		0: func() error { return os.WriteFile(root+"/venv/pyvenv.cfg", nil, 0o644) }, // a virtual environment comes first
	} {
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
		p, err := locate(getenv, namingOf("linux", getenv))
		if err != nil || p.Search[at] != want {
			t.Errorf("search path %v, %v; want %v at %d", p.Search, err, want, at)
		}
	}
}

func TestEnvironmentDataDir(t *testing.T) {
	t.Setenv("VIRTUAL_ENV", "")
	t.Setenv("CONDA_PREFIX", "")
	if dir, err := EnvironmentDataDir(); err == nil {
		t.Errorf("without an environment: %s, want an error", dir)
	}
	t.Setenv("CONDA_PREFIX", "/conda")
	if dir, err := EnvironmentDataDir(); dir != "/conda/share/jupyter" || err != nil {
		t.Errorf("conda: %s, %v", dir, err)
	}
	t.Setenv("VIRTUAL_ENV", "/venv")
	if dir, err := EnvironmentDataDir(); dir != "/venv/share/jupyter" || err != nil {
		t.Errorf("virtual environment inside conda: %s, %v", dir, err)
	}
}
