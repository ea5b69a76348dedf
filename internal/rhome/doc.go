// Package rhome finds an R installation and prepares the environment that R expects, without starting R.
//
// R's own front end is a shell script that sets R_HOME, R_SHARE_DIR, R_INCLUDE_DIR, R_DOC_DIR and the loader's
// library path and then executes R. A program that embeds R has to do the same. Asking R (`R RHOME`) costs more
// than 100 ms at every start, so this package reads the script as text instead.
//
// Nothing here changes the process: Environ returns a new environment and the caller decides what to do with it.
// The package has no goroutines and no state; all functions may be called from anywhere.
package rhome
