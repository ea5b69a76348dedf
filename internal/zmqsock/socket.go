package zmqsock

import (
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

const (
	// maxLinger bounds how long closed sockets try to get their queues to the peers.
	maxLinger = time.Second
	// subscriberQueue is how many messages wait for one slow subscriber before sending stops.
	subscriberQueue = 512
	// maxRequest bounds one frame of a request; a peer that exceeds it is disconnected. Frames come in before the
	// signature can be checked.
	maxRequest = 1 << 30
	// maxSubscription does the same for subscription topics.
	maxSubscription = 1 << 16
)

func newContext() (*zmq4.Context, error) {
	ctx, err := zmq4.NewContext()
	if err != nil {
		return nil, fmt.Errorf("make a ZeroMQ context: %w", err)
	}
	// Go interrupts system calls with signals of its own; no call may fail for that.
	ctx.SetRetryAfterEINTR(true)
	return ctx, nil
}

// newSocket makes the socket of a channel with its options set, as they count only before bind.
// On errors it may return a socket, which must be closed.
func newSocket(ctx *zmq4.Context, ch protocol.Channel, ipv6 bool) (*zmq4.Socket, error) {
	kind := zmq4.ROUTER
	if ch == protocol.IOPub {
		kind = zmq4.XPUB
	}
	soc, err := ctx.NewSocket(kind)
	if err != nil {
		return nil, err
	}
	options := []func() error{
		func() error { return soc.SetLinger(maxLinger) },
		func() error { return soc.SetIpv6(ipv6) },
	}
	switch ch {
	case protocol.IOPub:
		options = append(options,
			func() error { return soc.SetSndhwm(subscriberQueue) },
			func() error { return soc.SetMaxmsgsize(maxSubscription) },
			// Without NODROP, messages beyond the queue are lost silently.
			func() error { return soc.SetXpubNodrop(true) },
			// Without VERBOSE, only the first subscriber to a topic shows up, and only it would be welcomed.
			func() error { return soc.SetXpubVerbose(1) })
	default:
		options = append(options,
			// ROUTER sockets drop silently at their high-water marks, too.
			func() error { return soc.SetSndhwm(0) },
			func() error { return soc.SetRcvhwm(0) },
			func() error { return soc.SetMaxmsgsize(maxRequest) })
	}
	switch ch {
	case protocol.Shell, protocol.Control, protocol.Stdin:
		// A client that reconnects has the identity that its dead connection still occupies.
		options = append(options, func() error { return soc.SetRouterHandover(true) })
	}
	if ch == protocol.Stdin {
		// Nobody would answer an input_request that was dropped, and R would wait for ever.
		options = append(options, func() error { return soc.SetRouterMandatory(1) })
	}
	for _, set := range options {
		if err := set(); err != nil {
			return soc, fmt.Errorf("set a socket option: %w", err)
		}
	}
	return soc, nil
}

// closeSocket closes a socket, which may be nil, and gives it linger to send its queue.
func closeSocket(soc *zmq4.Socket, linger time.Duration) {
	if soc == nil {
		return
	}
	_ = soc.SetLinger(min(linger, maxLinger))
	_ = soc.Close()
}

// isErrno tells whether a socket call failed with errno.
func isErrno(err error, errno syscall.Errno) bool {
	var e zmq4.Errno
	return errors.As(err, &e) && e == zmq4.Errno(errno)
}
