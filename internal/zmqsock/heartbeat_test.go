package zmqsock

import (
	"bytes"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

func TestHeartbeat_echoesAnyBytes(t *testing.T) {
	for _, conn := range []*protocol.Connection{protocol.NewConnection("test"), ipcConnection(t)} {
		k := bound(t, conn, Options{})
		go k.loop.Run()
		c := k.client()
		req := c.socket(zmq4.REQ, protocol.Heartbeat)
		for _, ping := range [][]byte{[]byte("ping"), {}, {0, 0xff}, bytes.Repeat([]byte("x"), 1<<20)} {
			c.sendFrames(req, ping)
			got, err := req.RecvBytes(0)
			if err != nil || !bytes.Equal(got, ping) {
				t.Fatalf("got %d bytes, %v; want %d", len(got), err, len(ping))
			}
		}
	}
}

func TestHeartbeat_servesManyAndImpatientClients(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	impatient := c.dealer(protocol.Heartbeat)
	for i := range 10 {
		c.sendFrames(impatient, nil, []byte{byte(i)})
	}
	for range 5 {
		req := c.socket(zmq4.REQ, protocol.Heartbeat)
		c.sendFrames(req, []byte("ping"))
		if got, err := req.RecvBytes(0); err != nil || string(got) != "ping" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	for i := range 10 {
		got, err := impatient.RecvMessageBytes(0)
		if err != nil || len(got) != 2 || got[1][0] != byte(i) {
			t.Fatalf("got %q, %v", got, err)
		}
	}
}

func TestHeartbeat_survivesABlockedLoop(t *testing.T) {
	conn := protocol.NewConnection("test")
	k := bound(t, conn, Options{OnFirstSubscriber: func() { time.Sleep(500 * time.Millisecond) }})
	go k.loop.Run()
	c := k.client()
	sub := c.socket(zmq4.SUB, protocol.IOPub)
	_ = sub.SetSubscribe("")
	req := c.socket(zmq4.REQ, protocol.Heartbeat)
	for range 20 {
		start := time.Now()
		c.sendFrames(req, []byte("ping"))
		if _, err := req.RecvBytes(0); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start); d > 400*time.Millisecond {
			t.Errorf("took %v", d)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
