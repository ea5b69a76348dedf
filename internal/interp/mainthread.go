package interp

import "runtime"

// Locking in init makes the main goroutine keep the process's main OS thread,
// where R's C stack limits are right.
func init() {
	runtime.LockOSThread()
	runtime.GOMAXPROCS(max(runtime.NumCPU(), minProcs))
}

// minProcs keeps a processor of Go's scheduler free for R's callbacks. Goroutines
// that block in C (poll of the sockets, of the captured descriptors) hold on to
// theirs for up to 20 ms, and a callback would wait for one.
const minProcs = 8
