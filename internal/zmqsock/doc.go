// Package zmqsock owns the ZeroMQ sockets of the kernel. It turns frames into verified messages for a [Handler], and
// sends what a [Source] hands out, in its order.
//
// # Ledger
//
//  1. The goroutine of [Loop.Run] is the only one that touches Shell, Control, Stdin, IOPub and the receiving end of
//     the wake-up pair. It blocks in poll only. Close makes it return.
//  2. The goroutine of the heartbeat, started by Run, owns the Heartbeat socket, in a ZeroMQ context of its own. It
//     sits inside libzmq the whole time and echoes without any help of Go. Terminating its context ends it.
//  3. The sending end of the wake-up pair is used by whoever pushes into the Source, under the waker's mutex: a ZeroMQ
//     socket may move between threads, but must not be used by two at once.
//
// # Order
//
// Messages leave in the order in which the Source hands them out, over all channels, with two exceptions. An
// iopub_welcome goes first, as it must be the first message of the new subscriber. And if messages have to wait,
// because a subscriber is slow or because there are hundreds of them, those on Control pass the others, as interrupts
// and shutdowns must be answered whatever R prints. While a subscriber is slow those on Shell pass too: a client may
// wait for many replies before it reads IOPub. The order within each channel stays as it was, always; and clients see
// the channels as separate connections, so nobody can rely on the order between two of them.
//
// # Slow subscribers
//
// IOPub loses nothing: if the queue of a subscriber is full, sending stops until there is room, which slows down R
// through the bound of the Source. A subscriber that takes nothing for Options.StuckTimeout is cut off: it misses
// messages until it reads again; the others go on.
//
// # Floods of subscriptions
//
// Each round of the loop takes a batch of subscriptions, so that Control answers however many there are. IOPub, and
// what has to wait for it, goes on when they are all read, as no message may come before the welcome.
//
// # Shutdown
//
// [Loop.Close] wakes Run, which stops receiving, sends what the Source still holds, closes its sockets, and terminates
// the context, all within the time given. Then the heartbeat ends: a kernel that is still sending still has a pulse.
package zmqsock
