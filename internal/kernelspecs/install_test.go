package kernelspecs

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func newSpec(t *testing.T, o Options) Spec {
	t.Helper()
	spec, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func install(t *testing.T, dataDir, name string, spec Spec) string {
	t.Helper()
	dir, err := Install(dataDir, name, spec, false)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func writeKernelJSON(t *testing.T, dataDir, name, text string) string {
	t.Helper()
	dir := filepath.Join(dataDir, "kernels", name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestNew_argv(t *testing.T) {
	plain := newSpec(t, Options{Binary: "/opt/gokernel"})
	if diff := cmp.Diff([]string{"/opt/gokernel", "start", "-f", connectionFile}, plain.Argv); diff != "" {
		t.Error(diff)
	}
	full := newSpec(t, Options{Binary: "/opt/gokernel", DisplayName: "R 4.2", RHome: "/r", RArgs: []string{"--vanilla", "-x"}, Env: map[string]string{"K": "V"}})
	if diff := cmp.Diff([]string{"/opt/gokernel", "start", "--r-home", "/r", "-f", connectionFile, "--", "--vanilla", "-x"}, full.Argv); diff != "" {
		t.Error(diff)
	}
	if full.DisplayName != "R 4.2" || full.RHome() != "/r" || full.Env["K"] != "V" || !full.IsOurs() || full.InterruptMode != "message" {
		t.Errorf("spec %+v", full)
	}
}

func TestInstall_replacesAsAWhole(t *testing.T) {
	data := t.TempDir()
	dir := install(t, data, "gokernel", newSpec(t, Options{Binary: "/a/gokernel", DisplayName: "a <&> b"}))
	want := []string{"kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"}
	if diff := cmp.Diff(want, names(t, dir)); diff != "" {
		t.Error(diff)
	}
	text, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil || !strings.Contains(string(text), "a <&> b") || !json.Valid(text) {
		t.Errorf("kernel.json, %v:\n%s", err, text)
	}
	for _, absent := range []string{"kernel_protocol_version", "supported_encryption", `"env"`} {
		if strings.Contains(string(text), absent) {
			t.Errorf("kernel.json declares %s", absent)
		}
	}

	if err := os.WriteFile(filepath.Join(dir, "stale"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	install(t, data, "gokernel", newSpec(t, Options{Binary: "/b/gokernel"}))
	if diff := cmp.Diff(want, names(t, dir)); diff != "" {
		t.Error(diff)
	}
	if spec, err := Read(dir); err != nil || spec.Argv[0] != "/b/gokernel" {
		t.Errorf("after the second install: %+v, %v", spec, err)
	}
	if left := names(t, filepath.Join(data, "kernels")); !slices.Equal(left, []string{"gokernel"}) {
		t.Errorf("left in kernels: %q", left)
	}
}

// A reader that looks all the time must never miss the kernelspec.
func TestInstall_readersSeeOldOrNew(t *testing.T) {
	data := t.TempDir()
	dir := install(t, data, "gokernel", newSpec(t, Options{Binary: "/a/gokernel"}))
	fresh := filepath.Join(data, "probe")
	if err := os.Mkdir(fresh, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := exchange(fresh, filepath.Join(data, "kernels")); err != nil {
		t.Skipf("this file system cannot exchange directories: %v", err)
	}
	if err := exchange(fresh, filepath.Join(data, "kernels")); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		defer close(done)
		for range 50 {
			if _, err := Install(data, "gokernel", Spec{Argv: []string{"/b/gokernel"}}, false); err != nil {
				done <- err
				return
			}
		}
	}()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
			if _, err := Read(dir); err == nil {
				continue
			}
			// The reader may have entered the old directory just before it was removed; a second look finds the new one.
			if _, err := Read(dir); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestInstall_keepsForeignKernelspec(t *testing.T) {
	data := t.TempDir()
	for name, text := range map[string]string{"ir": `{"argv": ["R", "-e", "IRkernel::main()"]}`, "broken": `{`} {
		dir := writeKernelJSON(t, data, name, text)
		if _, err := Install(data, name, newSpec(t, Options{Binary: "/gokernel"}), false); !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), "--force") {
			t.Errorf("install over %s: %v", name, err)
		}
		if err := Uninstall(dir, false); !errors.Is(err, ErrForeign) {
			t.Errorf("uninstall of %s: %v", name, err)
		}
		if _, err := Install(data, name, newSpec(t, Options{Binary: "/gokernel"}), true); err != nil {
			t.Error(err)
		}
		if err := Uninstall(dir, false); err != nil {
			t.Error(err)
		}
		if err := Uninstall(dir, false); !errors.Is(err, ErrNotInstalled) {
			t.Errorf("second uninstall: %v", err)
		}
	}
	if err := os.MkdirAll(filepath.Join(data, "kernels", "dir"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Uninstall(filepath.Join(data, "kernels", "dir"), false); !errors.Is(err, ErrForeign) {
		t.Errorf("directory without kernel.json: %v", err)
	}
}

func TestReplace_withoutExchange(t *testing.T) {
	root := t.TempDir()
	fresh, dir := filepath.Join(root, "fresh"), filepath.Join(root, "dir")
	// exchange cannot swap with a path that is missing, nor is there anything to restore.
	if err := os.WriteFile(dir, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := replace(fresh, dir); err == nil {
		t.Error("replace by something that does not exist must fail")
	}
	if text, err := os.ReadFile(dir); err != nil || string(text) != "old" {
		t.Errorf("the old one was not put back: %q, %v", text, err)
	}
}

func TestCheckName(t *testing.T) {
	for _, good := range []string{"gokernel", "r-4.2", "a_b", "4"} {
		if err := CheckName(good); err != nil {
			t.Error(err)
		}
	}
	for bad, says := range map[string]string{"R 4.2": `"r-4.2"`, "": "gokernel", "..": "gokernel", "a/b": "gokernel", "é": "gokernel", "A": `"a"`} {
		if err := CheckName(bad); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("CheckName(%q) = %v, want an error that suggests %s", bad, err, says)
		}
	}
}

func TestList_orderShadowsAndFaults(t *testing.T) {
	user, system := t.TempDir(), t.TempDir()
	program := filepath.Join(user, "gokernel-bin")
	if err := os.WriteFile(program, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	first := install(t, user, "gokernel", newSpec(t, Options{Binary: program}))
	hidden := install(t, system, "gokernel", newSpec(t, Options{Binary: "/nonexistent/gokernel"}))
	writeKernelJSON(t, system, "Broken", `{"argv": []}`)
	writeKernelJSON(t, system, "not a name", `{"argv": ["x"]}`)
	writeKernelJSON(t, system, "python3", `{"argv": ["python", "-m", "ipykernel"], "language": "python"}`)
	if err := os.MkdirAll(filepath.Join(system, "kernels", "empty"), 0o755); err != nil {
		t.Fatal(err)
	}

	entries := List(Paths{Search: []DataDir{{user, KindUser}, {filepath.Join(user, "none"), KindPath}, {system, KindSystem}}})
	type row struct {
		Name, ShadowedBy string
		Kind             Kind
		Ours, Fault      bool
	}
	var got []row
	for _, e := range entries {
		got = append(got, row{e.Name, e.ShadowedBy, e.Kind, e.Spec.IsOurs(), e.Fault() != nil})
	}
	want := []row{
		{"gokernel", "", KindUser, true, false},
		{"broken", "", KindSystem, false, true},
		{"gokernel", first, KindSystem, true, true},
		{"python3", "", KindSystem, false, false},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if entries[2].Dir != hidden {
		t.Errorf("third entry in %s, want %s", entries[2].Dir, hidden)
	}
}
