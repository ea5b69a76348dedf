// Package kerneltest is a Jupyter frontend for tests: it builds and starts the
// kernel binary, talks to it over real ZeroMQ sockets and is strict about what
// comes back.
//
// Every message from the kernel is checked on arrival, whatever the test is
// about: framing, signature (with code of its own, not the kernel's), UTF-8,
// header fields, one session per process, fresh message ids, parent headers equal
// to a request that was really sent, and the shape of the content of its type. A
// violation fails the test even if nobody waited for that message.
//
// A test also fails on what it forgot: messages that nobody read, cells that
// nobody waited for, and text, results or errors of a cell that the test never
// looked at. When a test fails, a timed trace of all messages and the kernel's
// own output are printed.
//
// # Goroutines
//
//  1. wire.run (one per Client) owns the Shell, Control, Stdin and IOPub sockets.
//     It blocks only in poll; Client.Close stops it. Sends are commands to it.
//  2. Kernel.runWait (one per Kernel) blocks in wait(2); it ends with the process.
//
// Methods of Client and Cell that take no timeout use the client's default of
// 20 s. Methods that can fail the test must be called on the test's goroutine.
package kerneltest
