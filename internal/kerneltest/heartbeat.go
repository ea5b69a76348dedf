package kerneltest

import (
	"fmt"
	"time"

	zmq "github.com/pebbe/zmq4"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Heartbeat sends ping on the heartbeat channel and returns the answer and how long
// it took. It opens a socket of its own, so it may be called from any goroutine.
func (k *Kernel) Heartbeat(ping []byte, limit time.Duration) ([]byte, time.Duration, error) {
	ctx, err := zmq.NewContext()
	if err != nil {
		return nil, 0, err
	}
	defer ctx.Term()
	ctx.SetRetryAfterEINTR(true)
	s, err := ctx.NewSocket(zmq.REQ)
	if err != nil {
		return nil, 0, err
	}
	defer s.Close()
	s.SetLinger(0)
	s.SetRcvtimeo(limit)
	s.SetIpv6(true)
	if err := s.Connect(k.Address(protocol.Heartbeat)); err != nil {
		return nil, 0, err
	}
	start := time.Now()
	if _, err := s.SendBytes(ping, 0); err != nil {
		return nil, 0, err
	}
	pong, err := s.RecvBytes(0)
	if err != nil {
		return nil, 0, fmt.Errorf("no heartbeat within %v: %w", limit, err)
	}
	return pong, time.Since(start), nil
}
