// Command gokernel is a Jupyter kernel for R: "gokernel start" is the kernel, the other commands install and examine it.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// main stays on the goroutine that the runtime started: it owns the main OS thread, where R has to live.
func main() {
	os.Exit(run(os.Args[1:], os.Stderr))
}

// run executes the command line and returns the exit code.
func run(args []string, stderr io.Writer) int {
	root := newRootCmd()
	root.SetArgs(defaultToStart(root, args))
	return exitCode(root.Execute(), stderr)
}

// exitError carries an exit code out of a command; err may be nil when everything has been said already.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	var exit *exitError
	if !errors.As(err, &exit) {
		exit = &exitError{code: 1, err: err}
	}
	if exit.err != nil {
		fmt.Fprintln(stderr, "gokernel:", err)
	}
	return exit.code
}
