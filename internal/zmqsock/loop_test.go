package zmqsock

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

func TestLoop_allTransports(t *testing.T) {
	v6 := protocol.NewConnection("test")
	v6.IP = "::1"
	unsigned := protocol.NewConnection("test")
	unsigned.Key = ""
	sha512 := protocol.NewConnection("test")
	sha512.SignatureScheme = "hmac-sha512"
	anyHost := protocol.NewConnection("test")
	anyHost.IP = "0.0.0.0"
	for name, conn := range map[string]*protocol.Connection{
		"tcp": protocol.NewConnection("test"), "ipc": ipcConnection(t), "ipv6": v6,
		"no key": unsigned, "hmac-sha512": sha512, "all interfaces": anyHost,
	} {
		t.Run(name, func(t *testing.T) {
			k := bound(t, conn, Options{})
			go k.loop.Run()
			c := k.client()
			sub := c.subscribed("")
			for i, ch := range []protocol.Channel{protocol.Shell, protocol.Control, protocol.Stdin} {
				c.roundTrip(c.dealer(ch), i)
				if m := <-k.got; m.Channel != ch {
					t.Errorf("channel %v, want %v", m.Channel, ch)
				}
			}
			k.stream(0)
			c.expectStreams(sub, 0, 1)
		})
	}
}

func TestLoop_pipelinedRequests_keepOrderAndLoseNothing(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	unlimited := func(s *zmq4.Socket) { _ = s.SetSndhwm(0); _ = s.SetRcvhwm(0) }
	shell := c.socket(zmq4.DEALER, protocol.Shell, unlimited)
	const n = 5000 // the default high-water mark is 1000
	for i := range n {
		c.send(shell, protocol.MsgExecuteRequest, map[string]int{"n": i})
	}
	for i := range n {
		m := c.recv(shell)
		if want := fmt.Sprintf(`{"n":%d}`, i); string(m.Content) != want {
			t.Fatalf("got %s, want %s", m.Content, want)
		}
	}
}

func TestLoop_replyAndIOPub_keepTheOrderOfTheSource(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	sub := c.subscribed("", func(s *zmq4.Socket) { _ = s.SetRcvhwm(0) })
	var pushers sync.WaitGroup
	const each = 2000
	for p := range 4 {
		pushers.Go(func() {
			for i := range each {
				k.push(&protocol.Outgoing{Channel: protocol.IOPub, MsgType: "m", Content: map[string]int{"p": p, "i": i}})
			}
		})
	}
	next := [4]int{}
	for range 4 * each {
		m := c.recv(sub)
		content, err := protocol.DecodeContent[struct{ P, I int }](m)
		if err != nil || content.I != next[content.P] {
			t.Fatalf("got %s, %v; want %d", m.Content, err, next)
		}
		next[content.P]++
	}
	pushers.Wait()
}

func TestLoop_badMessages_areDropped(t *testing.T) {
	lines := &logLines{}
	k := started(t, Options{Log: lines.logger()})
	c := k.client()
	good := func() [][]byte {
		frames, err := c.codec.Encode(&protocol.Outgoing{MsgType: protocol.MsgKernelInfoRequest})
		if err != nil {
			t.Fatal(err)
		}
		return frames
	}
	forged := good()
	forged[5] = []byte(`{"code":"evil"}`)
	unsigned := good()
	unsigned[1] = nil
	bad := [][][]byte{
		{{}}, {[]byte("garbage")}, {[]byte("<IDS|MSG>")}, good()[1:], good()[:3], forged, unsigned,
		{bytes.Repeat([]byte{0xff}, 1<<20)}, {[]byte("<IDS|MSG>"), {0}, {1}, {2}, {3}, {4}},
	}
	for _, ch := range []protocol.Channel{protocol.Shell, protocol.Control, protocol.Stdin} {
		soc := c.dealer(ch)
		for i, frames := range bad {
			c.sendFrames(soc, frames...)
			c.roundTrip(soc, i)
		}
		replayed := good()
		c.sendFrames(soc, replayed...)
		c.recv(soc)
		c.sendFrames(soc, replayed...)
		c.roundTrip(soc, 99)
	}
	if got := lines.all(); !strings.Contains(strings.Join(got, ""), `"channel":"stdin"`) || strings.Contains(fmt.Sprint(got), "evil") {
		t.Errorf("log: %s", got)
	}
}

func TestLoop_messagesBeforeRun_areServed(t *testing.T) {
	k := bound(t, protocol.NewConnection("test"), Options{})
	c := k.client()
	shell := c.dealer(protocol.Shell)
	c.send(shell, protocol.MsgKernelInfoRequest, nil)
	sub := c.socket(zmq4.SUB, protocol.IOPub)
	_ = sub.SetSubscribe("")
	time.Sleep(20 * time.Millisecond)
	go k.loop.Run()
	c.recv(shell)
	if m := c.recv(sub); m.Header.MsgType != protocol.MsgIOPubWelcome {
		t.Errorf("got %s", m.Header.MsgType)
	}
}

func TestLoop_twoIdentityFrames_comeBack(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	soc := c.dealer(protocol.Shell)
	frames, err := c.codec.Encode(&protocol.Outgoing{
		Identities: [][]byte{[]byte("outer"), {0, 0xff}}, MsgType: protocol.MsgKernelInfoRequest,
		Buffers: [][]byte{{0, 1, 2}, {}},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.sendFrames(soc, frames...)
	if m := <-k.got; len(m.Identities) != 3 || len(m.Buffers) != 2 || !bytes.Equal(m.Buffers[0], []byte{0, 1, 2}) {
		t.Errorf("got %q %q", m.Identities, m.Buffers)
	}
	if m := c.recv(soc); len(m.Identities) != 2 || string(m.Identities[0]) != "outer" || string(m.Identities[1]) != "\x00\xff" {
		t.Errorf("reply has %q", m.Identities)
	}
}

func TestLoop_secondPeerWithSameIdentity_takesOver(t *testing.T) {
	k := started(t, Options{})
	for _, ch := range []protocol.Channel{protocol.Shell, protocol.Control, protocol.Stdin} {
		c := k.client()
		identity := func(s *zmq4.Socket) { _ = s.SetIdentity("browser") }
		first := c.socket(zmq4.DEALER, ch, identity)
		c.roundTrip(first, 1)
		second := c.socket(zmq4.DEALER, ch, identity)
		c.roundTrip(second, 2)
		c.expectSilence(first)
	}
}

func TestLoop_inputRequestToNobody_isReported(t *testing.T) {
	gone := make(chan *protocol.Outgoing, 1)
	k := started(t, Options{OnUnroutable: func(o *protocol.Outgoing) { gone <- o }})
	request := &protocol.Outgoing{Channel: protocol.Stdin, Identities: [][]byte{[]byte("nobody")}, MsgType: protocol.MsgInputRequest}
	k.push(request)
	select {
	case o := <-gone:
		if o != request {
			t.Errorf("got %+v", o)
		}
	case <-time.After(wait):
		t.Fatal("not reported")
	}
	c := k.client()
	c.roundTrip(c.dealer(protocol.Stdin), 1)
}

func TestLoop_messageThatDoesNotEncode_isSkipped(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	sub := c.subscribed("")
	k.stream(0)
	k.push(&protocol.Outgoing{Channel: protocol.IOPub, MsgType: "x", Content: []int{1}})
	k.stream(1)
	c.expectStreams(sub, 0, 2)
}

func TestLoop_bigMessage_isUnharmed(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	sub := c.subscribed("")
	data := strings.Repeat("0123456789", 1<<20)
	k.push(&protocol.Outgoing{Channel: protocol.IOPub, MsgType: protocol.MsgStream, Content: protocol.Stream{Text: data}})
	got, err := protocol.DecodeContent[protocol.Stream](c.recv(sub))
	if err != nil || got.Text != data {
		t.Errorf("%d bytes, %v", len(got.Text), err)
	}
}
