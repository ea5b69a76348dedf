package zmqsock

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

// lazy makes a subscriber that buffers next to nothing on its side.
func lazy(s *zmq4.Socket) {
	_ = s.SetRcvhwm(1)
	_ = s.SetRcvbuf(4096)
}

// fill pushes n messages that are big enough to overrun the buffers of a lazy subscriber's connection.
func fill(k *kernel, n int) {
	for i := range n {
		k.push(&protocol.Outgoing{Channel: protocol.IOPub, MsgType: "big", Content: map[string]int{"n": i},
			Metadata: map[string]string{"pad": strings.Repeat("x", 2000)}})
	}
}

// readBig reads big messages until the last of n; it returns how many came, and fails if the order is wrong.
func readBig(c *client, sub *zmq4.Socket, n int) int {
	c.t.Helper()
	for count, last := 1, -1; ; count++ {
		m := c.recv(sub)
		content, err := protocol.DecodeContent[struct{ N int }](m)
		if err != nil || m.Header.MsgType != "big" || content.N <= last {
			c.t.Fatalf("got %s %s after %d", m.Header.MsgType, m.Content, last)
		}
		if last = content.N; last == n-1 {
			return count
		}
	}
}

func TestIOPub_burstToSlowSubscriber_losesNothing(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	slow := c.subscribed("", lazy)
	const n = 15000
	fill(k, n)
	time.Sleep(300 * time.Millisecond)
	if got := readBig(c, slow, n); got != n {
		t.Errorf("got %d of %d", got, n)
	}
}

func TestIOPub_stuckSubscriber_stopsOnlyItself(t *testing.T) {
	lines := &logLines{}
	const timeout = 2 * time.Second
	k := started(t, Options{StuckTimeout: timeout, Log: lines.logger()})
	c, other := k.client(), k.client()
	stuck := c.subscribed("", lazy)
	healthy := other.subscribed("", func(s *zmq4.Socket) { _ = s.SetRcvhwm(0) })
	const n = 12000
	begin := time.Now()
	fill(k, n)
	control := c.dealer(protocol.Control)
	for i := range 20 {
		start := time.Now()
		c.roundTrip(control, i)
		if d := time.Since(start); d > timeout/2 {
			t.Errorf("control took %v", d)
		}
		time.Sleep(timeout / 40)
	}
	if got := readBig(other, healthy, n); got != n {
		t.Errorf("the healthy subscriber got %d of %d", got, n)
	}
	if d := time.Since(begin); d < timeout {
		t.Errorf("nobody was waited for: %v", d)
	}
	late := other.subscribed("", func(s *zmq4.Socket) { _ = s.SetRcvhwm(0) })
	k.stream(1)
	other.expectStreams(late, 1, 2)

	// The stuck one reads again: messages in order, with a gap, and then it takes part again.
	lost := drainUntilQuiet(c, stuck, n)
	if lost == 0 {
		t.Error("the stuck subscriber lost nothing; the test did not block it")
	}
	fill(k, 10)
	if got := readBig(c, stuck, 10); got != 10 {
		t.Errorf("after reading again it got %d of 10", got)
	}
	if !strings.Contains(strings.Join(lines.all(), ""), "misses messages") {
		t.Errorf("log: %q", lines.all())
	}
}

// drainUntilQuiet reads what comes and returns how many of n messages did not.
func drainUntilQuiet(c *client, sub *zmq4.Socket, n int) (lost int) {
	_ = sub.SetRcvtimeo(300 * time.Millisecond)
	defer func() { _ = sub.SetRcvtimeo(wait) }()
	for {
		frames, err := sub.RecvMessageBytes(0)
		if err != nil {
			return n
		}
		if m := c.decode(frames); m.Header.MsgType == "big" {
			n--
		}
	}
}

func TestIOPub_blocked_shellRepliesPass(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	slow := c.subscribed("", lazy)
	shell := c.dealer(protocol.Shell)
	c.roundTrip(shell, 1)
	const n = 12000
	fill(k, n)
	time.Sleep(200 * time.Millisecond)
	// A client that first waits for its replies must not have to wait for itself.
	const replies = 3
	for range replies {
		c.send(shell, protocol.MsgCommInfoRequest, nil)
	}
	for range replies {
		c.recv(shell)
	}
	if got := readBig(c, slow, n); got != n {
		t.Errorf("got %d of %d", got, n)
	}
}

func TestIOPub_stuckSubscriberLeaves_othersGoOn(t *testing.T) {
	k := started(t, Options{})
	c, other := k.client(), k.client()
	stuck := c.subscribed("", lazy)
	healthy := other.subscribed("", func(s *zmq4.Socket) { _ = s.SetRcvhwm(0) })
	const n = 12000
	fill(k, n)
	time.Sleep(100 * time.Millisecond)
	_ = stuck.Close()
	if got := readBig(other, healthy, n); got != n {
		t.Errorf("got %d of %d", got, n)
	}
}

// releasing counts what the loop has released.
type releasing struct {
	*queueSource
	mu       sync.Mutex
	released []*protocol.Outgoing
}

func (r *releasing) Release(o *protocol.Outgoing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.released = append(r.released, o)
}

func TestReleaser_getsEveryMessageOnce(t *testing.T) {
	conn := protocol.NewConnection("test")
	s, err := Bind(conn, (&logLines{}).logger())
	if err != nil {
		t.Fatal(err)
	}
	codec, err := protocol.NewCodec(conn.Key, "", "kernel-session", "kernel")
	if err != nil {
		t.Fatal(err)
	}
	src := &releasing{queueSource: &queueSource{}}
	all := []*protocol.Outgoing{
		{Channel: protocol.IOPub, MsgType: "a"},
		{Channel: protocol.Shell, MsgType: "b", Identities: [][]byte{[]byte("nobody")}},
		{Channel: protocol.Stdin, MsgType: "c", Identities: [][]byte{[]byte("nobody")}},
		{Channel: protocol.IOPub, MsgType: "d", Content: 5}, // does not encode
		{Channel: protocol.Control, MsgType: "e"},           // no identity
	}
	src.push(all...)
	l := NewLoop(s, codec, nil, src, Options{})
	go l.Run()
	l.Close(time.Second)
	if len(src.released) != len(all) {
		t.Fatalf("released %d of %d", len(src.released), len(all))
	}
	for i, o := range src.released {
		if o != all[i] {
			t.Errorf("%d: got %+v", i, o)
		}
	}
	if l.out.held != 0 {
		t.Errorf("%d bytes are still held", l.out.held)
	}
}
