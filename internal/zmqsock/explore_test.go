package zmqsock

import (
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

func TestExplore(t *testing.T) {
	k := bound(t, protocol.NewConnection("test"), Options{})
	c := k.client()
	odd := c.socket(zmq4.XSUB, protocol.IOPub)
	for range 5 {
		c.sendFrames(odd, []byte("hello"))
	}
	time.Sleep(50 * time.Millisecond)
	a := c.socket(zmq4.SUB, protocol.IOPub)
	a.SetSubscribe("a")
	time.Sleep(50 * time.Millisecond)
	b := c.socket(zmq4.SUB, protocol.IOPub)
	b.SetSubscribe("b")
	time.Sleep(50 * time.Millisecond)
	go k.loop.Run()
	for _, s := range []*zmq4.Socket{a, b} {
		s.SetRcvtimeo(500 * time.Millisecond)
		f, err := s.RecvMessageBytes(0)
		t.Logf("%.30q %v", f, err)
	}
}

func BenchmarkEcho(b *testing.B) {
	t := &testing.T{}
	_ = t
}
