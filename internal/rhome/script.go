package rhome

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// R's front end is about 10 KB of shell; whatever is larger is something else.
const maxScript = 256 << 10

var assignment = regexp.MustCompile(`(?m)^[ \t]*(R_HOME_DIR|R_SHARE_DIR|R_INCLUDE_DIR|R_DOC_DIR)=(.*)$`)

// readScript returns the first assignment of each directory variable in R's front end script, nil if path is not a script.
func readScript(path string) map[string]string {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxScript))
	if err != nil || !bytes.HasPrefix(text, []byte("#!")) {
		return nil
	}
	vars := map[string]string{}
	for _, m := range assignment.FindAllSubmatch(text, -1) {
		name, value := string(m[1]), unquote(string(m[2]))
		if _, seen := vars[name]; !seen && value != "" {
			vars[name] = value
		}
	}
	return vars
}

// unquote undoes the simple quoting that packagers use; a value with any other shell syntax is left as it is.
func unquote(value string) string {
	value = strings.TrimSpace(value)
	if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') {
		if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
			return value[1 : 1+end]
		}
	}
	value, _, _ = strings.Cut(value, ";")
	value, _, _ = strings.Cut(value, " #")
	return strings.TrimSpace(value)
}

// scriptDirs returns R_SHARE_DIR, R_INCLUDE_DIR and R_DOC_DIR as home/bin/R would set them. A directory that the script
// does not name, or that does not exist (an R that was moved), is looked for below home.
func scriptDirs(home string) map[string]string {
	vars := readScript(filepath.Join(home, "bin", "R"))
	expand := strings.NewReplacer("${R_HOME}", home, "$R_HOME_DIR", home, "${R_HOME_DIR}", home, "$R_HOME", home)
	dirs := map[string]string{}
	for name, base := range map[string]string{"R_SHARE_DIR": "share", "R_INCLUDE_DIR": "include", "R_DOC_DIR": "doc"} {
		dirs[name] = filepath.Join(home, base)
		dir := expand.Replace(vars[name])
		if st, err := os.Stat(dir); err == nil && st.IsDir() && filepath.IsAbs(dir) {
			dirs[name] = dir
		}
	}
	return dirs
}

// homeOfExecutable returns the home directory of the R front end at path, "" if it cannot be told.
func homeOfExecutable(path string) string {
	candidates := []string{}
	if home := readScript(path)["R_HOME_DIR"]; filepath.IsAbs(home) {
		candidates = append(candidates, home,
			strings.Replace(home, "/lib/", "/lib64/", 1), strings.Replace(home, "/lib64/", "/lib/", 1))
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		up := filepath.Dir(filepath.Dir(real)) // of HOME/bin/R, or of PREFIX/bin/R
		candidates = append(candidates, up, filepath.Join(up, "lib", "R"), filepath.Join(up, "lib64", "R"))
	}
	for _, dir := range candidates {
		if isHome(dir) {
			return filepath.Clean(dir)
		}
	}
	return ""
}
