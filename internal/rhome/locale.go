package rhome

import (
	"runtime"
	"strings"
)

// Locale returns the name of the locale that environ selects for character types, "" if it selects none, and whether
// its encoding is UTF-8 by name.
func Locale(environ []string) (name string, utf8 bool) {
	name = firstSet(environ, "LC_ALL", "LC_CTYPE", "LANG")
	upper := strings.ToUpper(name)
	return name, strings.Contains(upper, "UTF-8") || strings.Contains(upper, "UTF8")
}

// withUTF8 replaces a C locale: in it R would escape every character outside ASCII. Any other locale is the user's choice.
func withUTF8(environ []string) []string {
	switch name, _ := Locale(environ); name {
	case "", "C", "POSIX":
	default:
		return environ
	}
	if lookup(environ, "LC_ALL") != "" { // it would hide LC_CTYPE
		return set(environ, "LC_ALL", utf8Locale(runtime.GOOS))
	}
	return set(environ, "LC_CTYPE", utf8Locale(runtime.GOOS))
}

func utf8Locale(goos string) string {
	if goos == "darwin" {
		return "en_US.UTF-8" // older macOS has no C.UTF-8
	}
	return "C.UTF-8"
}

func firstSet(environ []string, names ...string) string {
	for _, name := range names {
		if value := lookup(environ, name); value != "" {
			return value
		}
	}
	return ""
}
