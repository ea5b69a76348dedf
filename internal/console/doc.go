// Package console is the session of the kernel: what it does with each request,
// and in which order everything leaves.
//
// # The contract
//
// For every request on Shell or Control, IOPub carries, with the request's header
// as parent: status busy; for an execute_request execute_input; the outputs in the
// order in which R made them; status idle. One busy, one idle, nothing after it.
// The reply is sent exactly once, before idle. This holds when R fails, is
// interrupted or quits, and when a handler panics.
//
// # Why it holds
//
// One goroutine owns the Shell requests: the R thread. It takes a request from the
// [Inbox] only when the one before is finished (request.go), and everything that a
// request causes is pushed onto one FIFO, the [Outbound] queue, which has one
// consumer. Busy is the first push of a request and idle its last.
//
// Text is the one thing that other goroutines hand over: the flusher, so that a
// long computation shows what it prints, and the reader of the captured file
// descriptors. They and the R thread move text into the queue under one lock
// (streams.go), each time taking all that was written so far; so a message that
// the R thread pushes comes after all text written before it. Text that is found
// when no request runs has no parent.
//
// Between requests R may work for a [Background]: one short command at a time, while no
// request is open, and without output (background.go).
//
// Not promised: the order in which a client sees a reply on Shell relative to
// IOPub. These are two streams of bytes.
//
// # Goroutines
//
//  1. The R thread: Next and the other methods of the interpreter's host. It waits
//     for nothing in this package but room in the outbound queue.
//  2. The socket loop (not ours): HandleMessage, which never blocks.
//  3. control: serves Control in order; never waits for R. Ends with the process.
//  4. flusher: moves text to the queue 20 ms after it was written.
//  5. capture: waits for text on the captured file descriptors.
//  6. timers: introspection that has waited too long for R (overtake.go) and
//     repeated wake-ups of an interrupt (interrupt.go), and wake-ups for background
//     work.
package console
