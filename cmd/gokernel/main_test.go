package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gokernel": main})
}

// TestScript runs testdata/script/*.txtar: each is a session in a shell with an empty home and no R but the one it makes.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("LANG", "C.UTF-8")
			env.Setenv("R_HOME", filepath.Join(env.WorkDir, "R"))
			return fakeR(filepath.Join(env.WorkDir, "R"), "4.3.2")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"fake-r": cmdFakeR},
	})
}

// cmdFakeR is "fake-r DIR VERSION": an R home that passes every check which does not start R.
func cmdFakeR(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fake-r DIR VERSION")
	}
	ts.Check(fakeR(ts.MkAbs(args[0]), args[1]))
}

func fakeR(home, version string) error {
	for _, dir := range []string{"lib", "library/base"} {
		if err := os.MkdirAll(filepath.Join(home, dir), 0o755); err != nil {
			return err
		}
	}
	description := []byte("Package: base\nVersion: " + version + "\n")
	if err := os.WriteFile(filepath.Join(home, "library/base/DESCRIPTION"), description, 0o644); err != nil {
		return err
	}
	self, err := os.Executable() // the nearest file in the machine's own object format
	if err != nil {
		return err
	}
	for _, name := range []string{"libR.so", "libR.dylib"} {
		if err := os.Symlink(self, filepath.Join(home, "lib", name)); err != nil {
			return err
		}
	}
	return nil
}
