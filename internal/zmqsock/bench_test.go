package zmqsock

import (
	"testing"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
	"github.com/rs/zerolog"
)

// BenchmarkRoundTrip is a request and its reply through real sockets, client included.
func BenchmarkRoundTrip(b *testing.B) {
	conn := protocol.NewConnection("test")
	s, err := Bind(conn, zerolog.Nop())
	if err != nil {
		b.Fatal(err)
	}
	codec, err := protocol.NewCodec(conn.Key, "", "s", "u")
	if err != nil {
		b.Fatal(err)
	}
	k := &kernel{queueSource: &queueSource{}}
	l := NewLoop(s, codec, k, k, Options{})
	go l.Run()
	defer l.Close(wait)
	ctx, err := newContext()
	if err != nil {
		b.Fatal(err)
	}
	defer ctx.Term()
	soc, err := ctx.NewSocket(zmq4.DEALER)
	if err != nil {
		b.Fatal(err)
	}
	defer soc.Close()
	if err := soc.Connect(conn.Address(protocol.Shell)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		frames, err := codec.Encode(&protocol.Outgoing{MsgType: protocol.MsgKernelInfoRequest})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := soc.SendMessage(frames); err != nil {
			b.Fatal(err)
		}
		if _, err := soc.RecvMessageBytes(0); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPublish is the cost of an IOPub message for the loop, with one subscriber that keeps up.
func BenchmarkPublish(b *testing.B) {
	conn := protocol.NewConnection("test")
	s, err := Bind(conn, zerolog.Nop())
	if err != nil {
		b.Fatal(err)
	}
	codec, err := protocol.NewCodec(conn.Key, "", "s", "u")
	if err != nil {
		b.Fatal(err)
	}
	src := &queueSource{}
	l := NewLoop(s, codec, nil, src, Options{})
	go l.Run()
	defer l.Close(wait)
	ctx, err := newContext()
	if err != nil {
		b.Fatal(err)
	}
	defer ctx.Term()
	sub, err := ctx.NewSocket(zmq4.SUB)
	if err != nil {
		b.Fatal(err)
	}
	defer sub.Close()
	_ = sub.SetSubscribe("")
	if err := sub.Connect(conn.Address(protocol.IOPub)); err != nil {
		b.Fatal(err)
	}
	if _, err := sub.RecvMessageBytes(0); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		src.stream(1)
		if _, err := sub.RecvMessageBytes(0); err != nil {
			b.Fatal(err)
		}
	}
}
