// Package library knows the installed packages from their files: exports, arguments of
// functions, S3 methods, data sets, titles. It needs no R, so it answers while R works,
// and no package need be loaded. What was read is kept for the life of the process.
package library
