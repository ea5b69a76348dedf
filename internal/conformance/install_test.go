package conformance

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kerneltest"
)

// testInstall installs kernelspecs into directories of its own and starts a kernel as
// the installed spec says.
func testInstall(t *testing.T) {
	home, prefix := t.TempDir(), t.TempDir()
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(binary(t), args...)
		cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "VIRTUAL_ENV=" + prefix, "JUPYTER_PATH=" + filepath.Join(prefix, "share/jupyter")}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("gokernel %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	specs := filepath.Join("share", "jupyter", "kernels")
	for _, c := range []struct {
		args []string
		dir  string
	}{
		{[]string{"--prefix", prefix, "--name", "by-prefix"}, filepath.Join(prefix, specs, "by-prefix")},
		{[]string{"--sys-prefix", "--name", "by-env", "--display-name", "R of the environment"}, filepath.Join(prefix, specs, "by-env")},
		{[]string{"--user"}, filepath.Join(home, ".local", specs, "gokernel")},
	} {
		for range 2 { // the second replaces the first
			run(append([]string{"install"}, c.args...)...)
		}
		for _, file := range []string{"kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"} {
			expect(t, filepath.Join(c.dir, file)+" exists", exists(filepath.Join(c.dir, file)), true)
		}
	}
	list := run("list")
	for _, name := range []string{"by-prefix", "by-env", "gokernel"} {
		expectContains(t, "gokernel list", list, name)
	}
	text, err := os.ReadFile(filepath.Join(prefix, specs, "by-env", "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec struct {
		Argv          []string
		DisplayName   string `json:"display_name"`
		Language      string
		InterruptMode string `json:"interrupt_mode"`
	}
	if err := json.Unmarshal(text, &spec); err != nil {
		t.Fatal(err)
	}
	expect(t, "display_name", spec.DisplayName, "R of the environment")
	expect(t, "language", spec.Language, "R")
	expect(t, "interrupt_mode", spec.InterruptMode, "message")
	k := kerneltest.Start(t, kerneltest.Options{Command: spec.Argv})
	expect(t, "result", result(k.Connect(t), "190"), "[1] 190")
}
