package rhome

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind_order(t *testing.T) {
	root := t.TempDir()
	explicit := fakeR(t, root, "explicit", "4.4.0")
	fromEnv := fakeR(t, root, "env", "4.3.0")
	onPath := fakeR(t, root, "path/lib/R", "4.2.1")
	write(t, filepath.Join(root, "bin/R"), script(onPath, ""), 0o755)
	usr := fakeR(t, root, "usr/lib/R", "4.5.0")
	fakeR(t, root, "opt/R/4.9.0/lib/R", "4.9.0")
	newest := fakeR(t, root, "opt/R/4.10.0/lib/R", "4.10.0")
	conda := fakeR(t, root, "conda/lib/R", "4.3.1")

	find := func(explicit string, vars map[string]string) string {
		t.Helper()
		inst, err := finder{getenv: environment(vars), root: root}.find(explicit)
		if err != nil {
			t.Fatal(err)
		}
		return inst.Home
	}
	path := map[string]string{"PATH": "relative:" + root + "/bin"}
	both := map[string]string{"PATH": root + "/bin", "R_HOME": fromEnv}
	for _, step := range []struct {
		name, explicit string
		vars           map[string]string
		want           string
		remove         string // afterwards, so that the next step sees the next place
	}{
		{"explicit", explicit, both, explicit, ""},
		{"explicit executable", root + "/bin/R", both, onPath, ""},
		{"R_HOME", "", both, fromEnv, ""},
		{"PATH", "", path, onPath, "bin"},
		{"usr", "", path, usr, "usr"},
		{"opt, newest by number", "", path, newest, "opt"},
		{"conda", "", map[string]string{"CONDA_PREFIX": root + "/conda"}, conda, ""},
	} {
		if got := find(step.explicit, step.vars); got != step.want {
			t.Errorf("%s: found %s, want %s", step.name, got, step.want)
		}
		if step.remove != "" {
			if err := os.RemoveAll(filepath.Join(root, step.remove)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestFind_layouts(t *testing.T) {
	for name, build := range map[string]func(t *testing.T, root string) (onPath, home string){
		"script in bin of the home": func(t *testing.T, root string) (string, string) {
			home := fakeR(t, root, "R", "4.2.2")
			write(t, home+"/bin/R", script("/moved/away", ""), 0o755)
			return home + "/bin", home
		},
		"symlink to a prefix": func(t *testing.T, root string) (string, string) {
			home := fakeR(t, root, "opt/lib/R", "4.2.2")
			write(t, root+"/opt/bin/R", "\x7fELF a compiled wrapper", 0o755)
			if err := os.MkdirAll(root+"/bin", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(root+"/opt/bin/R", root+"/bin/R"); err != nil {
				t.Fatal(err)
			}
			return root + "/bin", home
		},
		"lib64 chosen by the script": func(t *testing.T, root string) (string, string) {
			home := fakeR(t, root, "lib64/R", "4.2.2")
			write(t, root+"/x/R", script(root+"/lib/R", ""), 0o755)
			return root + "/x", home
		},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			onPath, home := build(t, root)
			inst, err := finder{getenv: environment(map[string]string{"PATH": onPath}), root: root + "/none"}.find("")
			if err != nil || inst.Home != home {
				t.Errorf("found %q, %v; want %q", inst.Home, err, home)
			}
		})
	}
}

func TestFind_errors(t *testing.T) {
	root := t.TempDir()
	old := fakeR(t, root, "old", "4.1.3")
	static := fakeR(t, root, "static", "4.3.0")
	if err := os.RemoveAll(filepath.Join(static, "lib")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "file"), "text", 0o644)
	for _, c := range []struct {
		name, explicit string
		vars           map[string]string
		is             error
		says           []string
	}{
		{"nothing", "", nil, ErrNotFound, []string{"--r-home", "r-base-core"}},
		{"old", old, nil, ErrTooOld, []string{"4.1.3", MinVersion, "newer"}},
		{"static", static, nil, ErrNoSharedLibrary, []string{"--enable-R-shlib", "r-base-core", static}},
		{"no home", filepath.Join(root, "missing"), nil, ErrNotFound, []string{"--r-home", "R RHOME"}},
		{"other file", filepath.Join(root, "file"), nil, ErrNotFound, []string{"not R's front end"}},
		{"bad R_HOME is not skipped", "", map[string]string{"R_HOME": root, "CONDA_PREFIX": root}, ErrNotFound, []string{"unset it"}},
	} {
		_, err := finder{getenv: environment(c.vars), root: root}.find(c.explicit)
		if !errors.Is(err, c.is) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.is)
			continue
		}
		for _, word := range c.says {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %q does not mention %q", c.name, err, word)
			}
		}
	}
}

func TestFind_unusableOnPath_laterPlaceServes(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "bin/R"), script(fakeR(t, root, "old", "3.6.3"), ""), 0o755)
	good := fakeR(t, root, "usr/local/lib/R", "4.4.1")
	inst, err := finder{getenv: environment(map[string]string{"PATH": root + "/bin"}), root: root}.find("")
	if err != nil || inst.Home != good || inst.Version != "4.4.1" {
		t.Errorf("found %+v, %v; want %s", inst, err, good)
	}
}

func TestInspect_directoriesFromScript(t *testing.T) {
	root := t.TempDir()
	home := fakeR(t, root, "R", "4.2.2")
	share, include := filepath.Join(root, "share/R"), filepath.Join(home, "include2")
	write(t, filepath.Join(home, "bin/R"), script(home, share), 0o755)
	for _, dir := range []string{share, include} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	inst, err := Inspect(home)
	if err != nil {
		t.Fatal(err)
	}
	if inst.ShareDir != share || inst.IncludeDir != include || inst.DocDir != filepath.Join(home, "doc") {
		t.Errorf("share %s, include %s, doc %s", inst.ShareDir, inst.IncludeDir, inst.DocDir)
	}
}

func TestCompareVersions(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"4.2.0", "4.2", 0}, {"4.10.0", "4.9.9", 1}, {"3.6.3", "4.2.0", -1}, {"4.2.2-1", "4.2.2", 1}, {"", "4.2.0", -1}} {
		if got := compareVersions(c.a, c.b); got*c.want < 0 || (got == 0) != (c.want == 0) {
			t.Errorf("compareVersions(%q, %q) = %d, want the sign of %d", c.a, c.b, got, c.want)
		}
	}
}

// The R of the machine says itself what this package must find out without starting it.
func TestFind_agreesWithR(t *testing.T) {
	r, err := exec.LookPath("R")
	if err != nil {
		t.Skip("no R on PATH")
	}
	t.Setenv("R_HOME", "")
	inst, err := Find("")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(r, "--vanilla", "--no-echo", "-e",
		`cat(R.home(), R.home("share"), R.home("include"), R.home("doc"), as.character(getRversion()), Sys.getenv("LD_LIBRARY_PATH"), sep = "\n")`)
	env, _ := inst.Environ([]string{"LD_LIBRARY_PATH=/user/lib"})
	cmd.Env = append(os.Environ(), "LD_LIBRARY_PATH=/user/lib")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimSpace(string(out))
	got := strings.Join([]string{inst.Home, inst.ShareDir, inst.IncludeDir, inst.DocDir, inst.Version, lookup(env, "LD_LIBRARY_PATH")}, "\n")
	if got != want {
		t.Errorf("found\n%s\nR says\n%s", got, want)
	}
}
