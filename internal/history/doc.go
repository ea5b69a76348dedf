// Package history keeps what users have typed, and what came of it, from one session to the next.
//
// A [Store] is the history of one kernel: one session. The inputs of this session are in memory, which is what answers
// questions about it; they are also written to a SQLite database, which many kernels share and which holds the earlier
// sessions. If the database cannot be used, the session goes on in memory and the log says so once.
//
// # Who does what
//
// Adding is appending to a list: it never waits for a disk. One goroutine, the writer, owns the database. It writes what
// was added, at once, and then answers the questions that were asked meanwhile; so an answer knows all inputs before it.
// Who asks waits for a moment only, and then gets what memory has.
//
// # Where the database may lie
//
// Home directories are often on network file systems, where SQLite's write-ahead log does not work (it needs shared
// memory). So it has a rollback journal. A commit then costs some milliseconds, which only the writer sees.
package history
