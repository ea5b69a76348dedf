package zmqsock

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
	"github.com/rs/zerolog"
)

// A kernel that is restarted may come up before the old one has let go of its ports.
const (
	bindAttempts = 10
	bindPause    = 100 * time.Millisecond
)

// ErrCurve says that the client asks for a transport that this version does not have.
var ErrCurve = errors.New("connection file has CurveZMQ keys; encrypted transport is not supported by this version; " +
	"start the server with transport_encryption=disabled")

// Sockets are the five bound sockets of a kernel, until a [Loop] takes them over.
type Sockets struct {
	ctx                          *zmq4.Context
	shell, control, stdin, iopub *zmq4.Socket
	heartbeat                    *heartbeat
	waker                        *waker
}

// Bind makes and binds all sockets; clients can connect when it returns, and what they send is kept until the loop runs.
// Ports that are 0 in conn are chosen and filled in. Errors name the channel and the endpoint.
func Bind(conn *protocol.Connection, log zerolog.Logger) (*Sockets, error) {
	if conn.HasCurve() {
		return nil, ErrCurve
	}
	s := &Sockets{}
	if err := s.bind(conn, log); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Sockets) bind(conn *protocol.Connection, log zerolog.Logger) error {
	var err error
	if s.ctx, err = newContext(); err != nil {
		return err
	}
	if s.waker, err = newWaker(s.ctx); err != nil {
		return err
	}
	for _, ch := range protocol.Channels {
		ctx := s.ctx
		if ch == protocol.Heartbeat {
			if ctx, err = newContext(); err != nil {
				return err
			}
			s.heartbeat = newHeartbeat(ctx, log)
		}
		soc, err := newSocket(ctx, ch, conn.IPv6())
		if soc != nil {
			*s.socket(ch) = soc
		}
		if err != nil {
			return fmt.Errorf("make the %s socket: %w", ch, err)
		}
		if err := bindSocket(soc, conn, ch); err != nil {
			return err
		}
		log.Debug().Stringer("channel", ch).Int("port", conn.Port(ch)).Msg("bound")
	}
	return nil
}

func (s *Sockets) socket(ch protocol.Channel) **zmq4.Socket {
	switch ch {
	case protocol.Shell:
		return &s.shell
	case protocol.Control:
		return &s.control
	case protocol.Stdin:
		return &s.stdin
	case protocol.IOPub:
		return &s.iopub
	default:
		return &s.heartbeat.socket
	}
}

// Close closes sockets that no loop has taken over. What clients sent in the meantime is lost.
func (s *Sockets) Close() {
	s.closeMain(0)
	if s.heartbeat != nil {
		s.heartbeat.stop()
	}
}

// closeMain closes all sockets but the heartbeat and waits, for linger at most, until their queues are sent.
func (s *Sockets) closeMain(linger time.Duration) {
	if s.waker != nil {
		s.waker.close()
	}
	for _, soc := range []*zmq4.Socket{s.control, s.stdin, s.shell, s.iopub} {
		closeSocket(soc, linger)
	}
	if s.ctx != nil {
		_ = s.ctx.Term()
	}
}

// bindSocket binds to the port of the connection, or to a free one.
func bindSocket(soc *zmq4.Socket, conn *protocol.Connection, ch protocol.Channel) error {
	fixed := conn.Port(ch) != 0
	if !fixed && conn.Transport == protocol.TransportIPC {
		conn.SetPort(ch, freeIPCPort(conn, ch))
	}
	if err := bindRetrying(soc, conn.Address(ch), fixed); err != nil {
		return bindError(err, conn, ch)
	}
	if !fixed && conn.Transport == protocol.TransportTCP {
		port, err := boundPort(soc)
		if err != nil {
			return fmt.Errorf("find the port of %s: %w", ch, err)
		}
		conn.SetPort(ch, port)
	}
	return nil
}

func bindRetrying(soc *zmq4.Socket, address string, fixed bool) error {
	for attempt := 1; ; attempt++ {
		err := soc.Bind(address)
		inUse := err != nil && zmq4.AsErrno(err) == zmq4.Errno(syscall.EADDRINUSE)
		if !inUse || !fixed || attempt == bindAttempts {
			return err
		}
		time.Sleep(bindPause)
	}
}

func bindError(err error, conn *protocol.Connection, ch protocol.Channel) error {
	hint := "check ip and port in the connection file"
	switch zmq4.AsErrno(err) {
	case zmq4.Errno(syscall.EADDRINUSE):
		hint = fmt.Sprintf("port %d is used by another process; start the kernel again with other ports", conn.Port(ch))
	case zmq4.Errno(syscall.EACCES):
		hint = "permission denied; use a port above 1023 or a directory that is writable"
	case zmq4.Errno(syscall.ENAMETOOLONG):
		hint = "the path is too long for a socket; use a shorter runtime directory"
	}
	return fmt.Errorf("bind %s to %s: %w; %s", ch, conn.Address(ch), err, hint)
}

// boundPort reads the port that a wildcard was bound to.
func boundPort(soc *zmq4.Socket) (int, error) {
	endpoint, err := soc.GetLastEndpoint()
	if err != nil {
		return 0, err
	}
	endpoint = strings.TrimRight(endpoint, "\x00")
	return strconv.Atoi(endpoint[strings.LastIndexByte(endpoint, ':')+1:])
}

// freeIPCPort gives the least number without a socket file. Binding would take an existing file away from its owner.
func freeIPCPort(conn *protocol.Connection, ch protocol.Channel) int {
	trial := *conn
next:
	for port := 1; ; port++ {
		for _, other := range protocol.Channels {
			if other != ch && conn.Port(other) == port {
				continue next
			}
		}
		trial.SetPort(ch, port)
		if _, err := os.Lstat(strings.TrimPrefix(trial.Address(ch), "ipc://")); err != nil {
			return port
		}
	}
}
