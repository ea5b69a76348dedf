// Package process finds and signals the child processes of the kernel.
//
// R starts children in many ways (system, parallel, processx), so nobody has a
// list of them: they are read from /proc when they are needed.
package process
