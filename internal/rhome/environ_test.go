package rhome

import (
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

func installed(t *testing.T) Installation {
	t.Helper()
	inst, err := Inspect(fakeR(t, t.TempDir(), "R home", "4.2.2"))
	if err != nil {
		t.Fatal(err)
	}
	return inst
}

func TestEnviron_setsWhatTheFrontEndSets(t *testing.T) {
	inst := installed(t)
	before := []string{"R_HOME=/stale", "LANG=C.UTF-8", "R_HOME=/staler"}
	env, changed := inst.Environ(before)
	if !changed {
		t.Error("the loader's path was empty, want changed")
	}
	for name, want := range map[string]string{
		"R_HOME":                     inst.Home,
		"R_SHARE_DIR":                filepath.Join(inst.Home, "share"),
		"R_INCLUDE_DIR":              filepath.Join(inst.Home, "include"),
		"R_DOC_DIR":                  filepath.Join(inst.Home, "doc"),
		loaderPathName(runtime.GOOS): filepath.Join(inst.Home, "lib"),
		ReexecEnv:                    "1",
		"LANG":                       "C.UTF-8",
		"LC_CTYPE":                   "",
		"LC_ALL":                     "",
	} {
		if got := lookup(env, name); got != want {
			t.Errorf("%s=%q, want %q", name, got, want)
		}
	}
	if slices.Contains(env, "R_HOME=/stale") || before[0] != "R_HOME=/stale" {
		t.Error("the old R_HOME must go from the result and stay in the argument")
	}
}

func TestEnviron_sourcesLdpaths(t *testing.T) {
	inst, name := installed(t), loaderPathName(runtime.GOOS)
	write(t, filepath.Join(inst.Home, "etc/ldpaths"), `echo noise
: ${JAVA_HOME=/java}
R_LIBS="${R_HOME}/lib:${JAVA_HOME}/server"
if test -z "${`+name+`}"; then `+name+`="${R_LIBS}"; else `+name+`="${R_LIBS}:${`+name+`}"; fi
export `+name+"\n", 0o644)

	env, changed := inst.Environ([]string{name + "=/mine", "JAVA_HOME=/jdk"})
	want := inst.Home + "/lib:/jdk/server:/mine"
	if got := lookup(env, name); got != want || !changed {
		t.Fatalf("%s=%q changed=%v, want %q true", name, got, changed, want)
	}

	// The child of the re-exec, and one whose guard was removed: nothing is left to change.
	for _, environ := range [][]string{env, unset(slices.Clone(env), ReexecEnv)} {
		again, changed := inst.Environ(environ)
		if got := lookup(again, name); got != want || changed {
			t.Errorf("second time %s=%q changed=%v", name, got, changed)
		}
		if lookup(again, ReexecEnv) != "" {
			t.Errorf("the guard must not reach the children of the kernel")
		}
	}
}

func TestEnviron_guardStopsSecondReexec(t *testing.T) {
	if _, changed := installed(t).Environ([]string{ReexecEnv + "=1"}); changed {
		t.Error("changed although the process was re-executed already")
	}
}

func TestEnviron_brokenLdpaths_fallsBack(t *testing.T) {
	inst := installed(t)
	write(t, filepath.Join(inst.Home, "etc/ldpaths"), "exit 3\n", 0o644)
	env, _ := inst.Environ(nil)
	if got, want := lookup(env, loaderPathName(runtime.GOOS)), filepath.Join(inst.Home, "lib"); got != want {
		t.Errorf("loader path %q, want %q", got, want)
	}
}

func TestEnviron_locale(t *testing.T) {
	utf8 := utf8Locale(runtime.GOOS)
	for _, c := range []struct {
		environ        []string
		all, ctype, ok string
	}{
		{nil, "", utf8, utf8},
		{[]string{"LANG=C"}, "", utf8, utf8},
		{[]string{"LANG=POSIX", "LC_ALL="}, "", utf8, utf8},
		{[]string{"LC_ALL=C", "LANG=de_DE.UTF-8"}, utf8, "", utf8},
		{[]string{"LC_CTYPE=C", "LANG=de_DE.UTF-8"}, "", utf8, utf8},
		{[]string{"LANG=de_DE.utf8"}, "", "", "de_DE.utf8"},
		{[]string{"LANG=de_DE.ISO-8859-1"}, "", "", ""},
	} {
		env, _ := installed(t).Environ(c.environ)
		if all, ctype := lookup(env, "LC_ALL"), lookup(env, "LC_CTYPE"); all != c.all || ctype != c.ctype {
			t.Errorf("%q: LC_ALL=%q LC_CTYPE=%q, want %q %q", c.environ, all, ctype, c.all, c.ctype)
		}
		if name, isUTF8 := Locale(env); isUTF8 != (c.ok != "") || (isUTF8 && name != c.ok) {
			t.Errorf("%q: locale %q %v, want %q", c.environ, name, isUTF8, c.ok)
		}
	}
}
