package zmqsock

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const wait = 10 * time.Second

// queueSource is a Source as simple as can be.
type queueSource struct {
	mu     sync.Mutex
	queue  []*protocol.Outgoing
	notify func()
}

func (s *queueSource) SetNotify(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notify = f
}

func (s *queueSource) Take() []*protocol.Outgoing {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queue
	s.queue = nil
	return q
}

func (s *queueSource) push(os ...*protocol.Outgoing) {
	s.mu.Lock()
	s.queue = append(s.queue, os...)
	notify := s.notify
	s.mu.Unlock()
	if notify != nil {
		notify()
	}
}

func (s *queueSource) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// stream pushes an IOPub message that carries a number.
func (s *queueSource) stream(n int) {
	s.push(&protocol.Outgoing{Channel: protocol.IOPub, MsgType: protocol.MsgStream,
		Content: protocol.Stream{Name: protocol.Stdout, Text: fmt.Sprint(n)}})
}

// kernel is a loop with its fakes. Received messages are echoed as replies and kept in got.
type kernel struct {
	*queueSource
	t    *testing.T
	conn *protocol.Connection
	loop *Loop
	got  chan *protocol.Message
}

func (k *kernel) HandleMessage(m *protocol.Message) {
	if reply, ok := protocol.ReplyType(m.Header.MsgType); ok {
		k.push(m.Reply(reply, m.Content))
	}
	select {
	case k.got <- m:
	default:
	}
}

// bound binds sockets for conn and makes a loop that does not run yet.
func bound(t *testing.T, conn *protocol.Connection, o Options) *kernel {
	t.Helper()
	s, err := Bind(conn, o.Log)
	if err != nil {
		t.Fatal(err)
	}
	codec, err := protocol.NewCodec(conn.Key, conn.SignatureScheme, "kernel-session", "kernel")
	if err != nil {
		t.Fatal(err)
	}
	k := &kernel{queueSource: &queueSource{}, t: t, conn: conn, got: make(chan *protocol.Message, 100)}
	k.loop = NewLoop(s, codec, k, k, o)
	t.Cleanup(func() { k.loop.Close(time.Second) })
	return k
}

// started is a running kernel on free TCP ports.
func started(t *testing.T, o Options) *kernel {
	t.Helper()
	k := bound(t, protocol.NewConnection("test"), o)
	go k.loop.Run()
	return k
}

func ipcConnection(t *testing.T) *protocol.Connection {
	conn := protocol.NewConnection("test")
	conn.Transport, conn.IP = protocol.TransportIPC, filepath.Join(t.TempDir(), "k-ipc")
	return conn
}

// client is the other end of the sockets. A test uses it from one goroutine.
type client struct {
	t     *testing.T
	conn  *protocol.Connection
	ctx   *zmq4.Context
	codec *protocol.Codec
}

func (k *kernel) client() *client {
	k.t.Helper()
	ctx, err := newContext()
	if err != nil {
		k.t.Fatal(err)
	}
	codec, err := protocol.NewCodec(k.conn.Key, k.conn.SignatureScheme, "client-session", "client")
	if err != nil {
		k.t.Fatal(err)
	}
	c := &client{t: k.t, conn: k.conn, ctx: ctx, codec: codec}
	k.t.Cleanup(func() { _ = ctx.Term() })
	return c
}

// socket makes a connected socket; setup may set options first.
func (c *client) socket(kind zmq4.Type, ch protocol.Channel, setup ...func(*zmq4.Socket)) *zmq4.Socket {
	c.t.Helper()
	soc, err := c.ctx.NewSocket(kind)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = soc.Close() })
	_ = soc.SetLinger(0)
	_ = soc.SetRcvtimeo(wait)
	_ = soc.SetIpv6(c.conn.IPv6())
	for _, f := range setup {
		f(soc)
	}
	if err := soc.Connect(c.conn.Address(ch)); err != nil {
		c.t.Fatal(err)
	}
	return soc
}

func (c *client) dealer(ch protocol.Channel) *zmq4.Socket { return c.socket(zmq4.DEALER, ch) }

// subscribed is a SUB socket that has read its welcome.
func (c *client) subscribed(topic string, setup ...func(*zmq4.Socket)) *zmq4.Socket {
	c.t.Helper()
	soc := c.socket(zmq4.SUB, protocol.IOPub, setup...)
	if err := soc.SetSubscribe(topic); err != nil {
		c.t.Fatal(err)
	}
	m := c.recv(soc)
	content, err := protocol.DecodeContent[protocol.IOPubWelcome](m)
	if err != nil || m.Header.MsgType != protocol.MsgIOPubWelcome || content.Subscription != topic {
		c.t.Fatalf("first message is %s %s, %v", m.Header.MsgType, m.Content, err)
	}
	if string(m.ParentHeader) != "{}" || !strings.HasPrefix(string(m.Identities[0]), topic) || m.Header.Session != "kernel-session" {
		c.t.Errorf("welcome: %+v", m)
	}
	return soc
}

func (c *client) send(soc *zmq4.Socket, msgType string, content any) {
	c.t.Helper()
	frames, err := c.codec.Encode(&protocol.Outgoing{MsgType: msgType, Content: content})
	if err != nil {
		c.t.Fatal(err)
	}
	c.sendFrames(soc, frames...)
}

func (c *client) sendFrames(soc *zmq4.Socket, frames ...[]byte) {
	c.t.Helper()
	if _, err := soc.SendMessage(frames); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) recv(soc *zmq4.Socket) *protocol.Message {
	c.t.Helper()
	frames, err := soc.RecvMessageBytes(0)
	if err != nil {
		c.t.Fatalf("nothing received: %v", err)
	}
	return c.decode(frames)
}

func (c *client) decode(frames [][]byte) *protocol.Message {
	c.t.Helper()
	m, err := c.codec.Decode(protocol.Shell, frames)
	if err != nil {
		c.t.Fatal(err)
	}
	return m
}

// expectStreams reads stream messages that count from one number up to another.
func (c *client) expectStreams(soc *zmq4.Socket, from, to int) {
	c.t.Helper()
	for n := from; n < to; n++ {
		m := c.recv(soc)
		s, err := protocol.DecodeContent[protocol.Stream](m)
		if err != nil || s.Text != fmt.Sprint(n) {
			c.t.Fatalf("got %s %s, want stream %d", m.Header.MsgType, m.Content, n)
		}
	}
}

// expectSilence fails if the socket has something to read within a short time.
func (c *client) expectSilence(soc *zmq4.Socket) {
	c.t.Helper()
	_ = soc.SetRcvtimeo(50 * time.Millisecond)
	defer func() { _ = soc.SetRcvtimeo(wait) }()
	if frames, err := soc.RecvMessageBytes(0); err == nil {
		c.t.Fatalf("unexpected message: %q", frames)
	}
}

// roundTrip sends a request and checks that its reply comes.
func (c *client) roundTrip(soc *zmq4.Socket, n int) {
	c.t.Helper()
	c.send(soc, protocol.MsgCommInfoRequest, map[string]int{"n": n})
	m := c.recv(soc)
	if want := fmt.Sprintf(`{"n":%d}`, n); m.Header.MsgType != protocol.MsgCommInfoReply || string(m.Content) != want {
		c.t.Fatalf("got %s %s, want %s", m.Header.MsgType, m.Content, want)
	}
	var parent protocol.Header
	if err := json.Unmarshal(m.ParentHeader, &parent); err != nil || parent.Session != "client-session" {
		c.t.Fatalf("parent %s, %v", m.ParentHeader, err)
	}
}

// logLines collects what a loop logs.
type logLines struct {
	mu    sync.Mutex
	lines []string
}

func (w *logLines) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines = append(w.lines, string(p))
	return len(p), nil
}

func (w *logLines) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.lines...)
}

func (w *logLines) logger() zerolog.Logger { return zerolog.New(w).Level(zerolog.DebugLevel) }
