package interp

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

//go:embed rlib/*.R
var rlib embed.FS

// eager are the files that every session needs. The others are parsed when one of their
// names is first used: most cells need none of them, and start-up does not wait for them.
var eager = []string{"00-init.R", "colours.R", "conditions.R", "display.R", "help_hooks.R", "options.R", "patches.R", "warnings.R"}

var definition = regexp.MustCompile(`(?m)^([A-Za-z.][\w.]*) <- `)

// runtimeSource returns the R text that C evaluates in the runtime's environment, which
// begins with the options of this start, and the texts of the files that it loads later.
func runtimeSource(o Options) (source string, later []string) {
	var b, names strings.Builder
	fmt.Fprintf(&b, "config <- list(startup_file = %s, console_mode = %s)\n",
		quoteR(o.StartupFile), map[bool]string{true: "TRUE", false: "FALSE"}[o.ConsoleMode])
	files, err := fs.Glob(rlib, "rlib/*.R")
	if err != nil {
		panic(err) // the pattern is constant
	}
	for _, file := range files {
		text, err := rlib.ReadFile(file)
		if err != nil {
			panic(err) // embedded at build time
		}
		if slices.Contains(eager, path.Base(file)) {
			b.Write(text)
			b.WriteByte('\n')
			continue
		}
		names.WriteString("load_later(c(")
		for i, match := range definition.FindAllSubmatch(text, -1) {
			if i > 0 {
				names.WriteByte(',')
			}
			names.WriteString(quoteR(string(match[1])))
		}
		fmt.Fprintf(&names, "), %dL)\n", len(later))
		later = append(later, string(text))
	}
	b.WriteString("for (name in names(kernel_env)) native(\"gk_no_jit\", kernel_env[[name]])\n")
	return b.String() + names.String(), later
}

// quoteR returns s as an R string literal.
func quoteR(s string) string {
	return strings.ReplaceAll(strconv.Quote(strings.ToValidUTF8(s, "?")), `\x`, `\u00`)
}
