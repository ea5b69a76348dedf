package interp

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed rlib/*.R
var rlib embed.FS

// runtimeSource is the R text that C evaluates in the runtime's environment: the
// options of this start, then all files of rlib by name.
func runtimeSource(o Options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "config <- list(startup_file = %s, console_mode = %s)\n",
		quoteR(o.StartupFile), map[bool]string{true: "TRUE", false: "FALSE"}[o.ConsoleMode])
	names, err := fs.Glob(rlib, "rlib/*.R")
	if err != nil {
		panic(err) // the pattern is constant
	}
	for _, name := range names {
		text, err := rlib.ReadFile(name)
		if err != nil {
			panic(err) // embedded at build time
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	return b.String()
}

// quoteR returns s as an R string literal.
func quoteR(s string) string {
	return strings.ReplaceAll(strconv.Quote(strings.ToValidUTF8(s, "?")), `\x`, `\u00`)
}
