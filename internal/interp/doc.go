// Package interp embeds R. No other package calls R's C API.
//
// R runs on the process's main OS thread, which [Run] takes and never gives
// back. R's ReadConsole callback (console.c) asks Go for the next [Command]
// through [Host.Next] and runs it in its own C frame.
//
// Rules, in the order of the damage that breaking them does:
//
//   - An R error leaves C frames with longjmp and must not cross a Go frame. No
//     gk_* function that Go calls runs R code; Go functions that C calls
//     (export.go) return before R runs again.
//   - Only the R thread calls R. The exceptions, marked "any thread" in shim.h,
//     touch no R object.
//   - Pointers that C passes to Go are valid for the call only; Go copies.
//     Strings that Go puts into a gk_command come from malloc and C frees them.
//   - In a forked child (parallel::mclapply) no Go runs: every callback looks at
//     gk_forked first.
//
// The R side of the runtime is rlib/*.R, embedded into the binary, loaded before
// the user's profiles. Its functions live in an environment whose parent is the
// base namespace; it needs no package.
package interp
