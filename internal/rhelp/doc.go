// Package rhelp reads the help pages of installed R packages from the files that R
// installs for them, without R: so they can be had while R works, and in a fraction of
// the time that R's own converters take. What needs R to evaluate code of a page
// (\Sexpr at the time of reading) is left out.
//
// A [Library] may be used from any goroutine.
package rhelp
