package rhome

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// MinVersion is the oldest R that gokernel can embed.
const MinVersion = "4.2.0"

// Errors that Find wraps; test for them with errors.Is.
var (
	// ErrNotFound means that a directory is not an R home, or that there is no R at all.
	ErrNotFound = errors.New("no R found")
	// ErrTooOld means that R is older than MinVersion.
	ErrTooOld = errors.New("unsupported version of R")
	// ErrNoSharedLibrary means that R was built without libR.
	ErrNoSharedLibrary = errors.New("no shared library of R")
)

// Installation describes one R that can be embedded. All paths are absolute.
type Installation struct {
	Home       string // R_HOME
	LibR       string // the shared library: libR.so, on macOS libR.dylib
	Version    string // such as "4.2.2"
	ShareDir   string // R_SHARE_DIR
	IncludeDir string // R_INCLUDE_DIR
	DocDir     string // R_DOC_DIR
}

// Inspect reads the R home directory home. The error wraps ErrNotFound, ErrTooOld or ErrNoSharedLibrary.
func Inspect(home string) (Installation, error) {
	home, err := filepath.Abs(home)
	if err != nil {
		return Installation{}, err
	}
	version, err := readVersion(home)
	if err != nil {
		return Installation{}, fmt.Errorf("%w: %s is not an R home directory (%v); the command 'R RHOME' prints the right one",
			ErrNotFound, home, err)
	}
	if compareVersions(version, MinVersion) < 0 {
		return Installation{}, fmt.Errorf("%w: %s has R %s, gokernel needs R %s or newer; install a newer R or point --r-home at one",
			ErrTooOld, home, version, MinVersion)
	}
	lib := filepath.Join(home, "lib", libRName(runtime.GOOS))
	if st, err := os.Stat(lib); err != nil || st.IsDir() {
		return Installation{}, fmt.Errorf("%w: expected %s; gokernel loads R as a library, so R must be built with --enable-R-shlib "+
			"(Debian and Ubuntu: the package r-base-core has it)", ErrNoSharedLibrary, lib)
	}
	dirs := scriptDirs(home)
	return Installation{
		Home:       home,
		LibR:       lib,
		Version:    version,
		ShareDir:   dirs["R_SHARE_DIR"],
		IncludeDir: dirs["R_INCLUDE_DIR"],
		DocDir:     dirs["R_DOC_DIR"],
	}, nil
}

func libRName(goos string) string {
	if goos == "darwin" {
		return "libR.dylib"
	}
	return "libR.so"
}

// isHome says whether dir has the one file that every R has whatever its packaging.
func isHome(dir string) bool {
	st, err := os.Stat(descriptionFile(dir))
	return err == nil && st.Mode().IsRegular()
}

func descriptionFile(home string) string {
	return filepath.Join(home, "library", "base", "DESCRIPTION")
}

// readVersion takes R's version from its base package, which always has the version of R itself.
func readVersion(home string) (string, error) {
	f, err := os.Open(descriptionFile(home))
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		value, ok := strings.CutPrefix(lines.Text(), "Version:")
		if value = strings.TrimSpace(value); ok && value != "" {
			return value, nil
		}
	}
	if err := lines.Err(); err != nil {
		return "", err
	}
	return "", fmt.Errorf("%s has no Version field", f.Name())
}

// compareVersions orders dotted versions by number; a part that is no number counts as 0.
func compareVersions(a, b string) int {
	as, bs := strings.FieldsFunc(a, isVersionSep), strings.FieldsFunc(b, isVersionSep)
	for i := range max(len(as), len(bs)) {
		if d := versionPart(as, i) - versionPart(bs, i); d != 0 {
			return d
		}
	}
	return 0
}

func isVersionSep(r rune) bool { return r == '.' || r == '-' }

func versionPart(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n, _ := strconv.Atoi(parts[i])
	return n
}
