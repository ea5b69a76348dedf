// Package repocheck holds the conventions of this repository as tests: what may
// import what, where C, sockets and the end of the process live, who starts
// goroutines, how big files get, and that the documents speak of things that exist.
//
// A rule that stands in the way is changed here, with the reason for it.
package repocheck
