// Package rdata reads data that R has stored: .rds files and the lazy-load databases of
// installed packages (a pair of .rdx and .rdb). It needs no R, so the arguments of a
// package's functions, its exports and the columns of its data sets are known while R
// works, and reading them costs R nothing.
//
// The format is described in "R Internals", section "Serialization Formats", and in
// serialize.c of R. What cannot be read is an error, never a panic; sizes are bounded.
package rdata
