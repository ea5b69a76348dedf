package zmqsock

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

func TestSubscribe_everySubscriberIsWelcomedFirst(t *testing.T) {
	var first atomic.Int32
	k := started(t, Options{OnFirstSubscriber: func() { first.Add(1) }})
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { // traffic that tries to be there before the welcome
		defer close(stopped)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Microsecond):
				k.stream(n)
			}
		}
	}()
	for i := range 10 {
		k.client().subscribed([]string{"", "stream", "stream.stdout"}[i%3])
	}
	c := k.client()
	for range 300 {
		sub := c.socket(zmq4.SUB, protocol.IOPub)
		_ = sub.SetSubscribe("")
		frames, err := sub.RecvMessageBytes(0)
		if err != nil || len(frames) != 7 || !strings.Contains(string(frames[3]), protocol.MsgIOPubWelcome) {
			t.Errorf("first message is %q, %v", frames, err)
		}
		_ = sub.Close()
	}
	close(stop)
	<-stopped
	if n := first.Load(); n != 1 {
		t.Errorf("OnFirstSubscriber was called %d times", n)
	}
}

func TestSubscribe_prefix_getsOnlyItsTopics(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	streams := c.subscribed("stream.")
	bytes := c.subscribed("é\x00")
	k.push(&protocol.Outgoing{Channel: protocol.IOPub, MsgType: protocol.MsgStatus, Content: protocol.Status{ExecutionState: protocol.Busy}})
	k.push(&protocol.Outgoing{Channel: protocol.IOPub, Identities: [][]byte{[]byte("é\x00x")}, MsgType: "mine"})
	k.stream(7)
	c.expectStreams(streams, 7, 8)
	if m := c.recv(bytes); m.Header.MsgType != "mine" {
		t.Errorf("got %s", m.Header.MsgType)
	}
}

func TestSubscribe_topicThatIsNotText_worksWithoutWelcome(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	sub := c.socket(zmq4.SUB, protocol.IOPub)
	_ = sub.SetSubscribe("\xff")
	c.expectSilence(sub)
	k.push(&protocol.Outgoing{Channel: protocol.IOPub, Identities: [][]byte{{0xff, 1}}, MsgType: "mine"})
	if m := c.recv(sub); m.Header.MsgType != "mine" {
		t.Errorf("got %s", m.Header.MsgType)
	}
	c.subscribed("")
}

func TestSubscribe_unsubscribeAndAgain(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	sub, other := c.subscribed(""), c.subscribed("")
	_ = sub.SetUnsubscribe("")
	time.Sleep(50 * time.Millisecond)
	k.stream(1)
	c.expectStreams(other, 1, 2)
	c.expectSilence(sub)
	_ = sub.SetSubscribe("")
	if m := c.recv(sub); m.Header.MsgType != protocol.MsgIOPubWelcome {
		t.Errorf("got %s", m.Header.MsgType)
	}
	k.stream(2)
	c.expectStreams(sub, 2, 3)
}

func TestSubscribe_subscriptionThatIsNotYetRead_isWelcomedFirst(t *testing.T) {
	k := bound(t, protocol.NewConnection("test"), Options{})
	c := k.client()
	sub := c.socket(zmq4.SUB, protocol.IOPub)
	_ = sub.SetSubscribe("")
	time.Sleep(50 * time.Millisecond)
	k.stream(0)
	go k.loop.Run() // has a message to send before it polls
	if m := c.recv(sub); m.Header.MsgType != protocol.MsgIOPubWelcome {
		t.Fatalf("got %s", m.Header.MsgType)
	}
	c.expectStreams(sub, 0, 1)
}

func TestSubscribe_hundredConnections(t *testing.T) {
	k := started(t, Options{})
	c, other := k.client(), k.client()
	stays := other.subscribed("")
	for i := range 100 {
		visitor := c.socket(zmq4.SUB, protocol.IOPub)
		_ = visitor.SetSubscribe("")
		if i%2 == 0 {
			if m := c.recv(visitor); m.Header.MsgType != protocol.MsgIOPubWelcome {
				t.Fatalf("got %s", m.Header.MsgType)
			}
		}
		_ = visitor.Close()
	}
	k.stream(5)
	for {
		m := other.recv(stays)
		if m.Header.MsgType == protocol.MsgIOPubWelcome {
			continue // meant for a visitor; all subscribers of a topic get them
		}
		if m.Header.MsgType != protocol.MsgStream {
			t.Fatalf("got %s", m.Header.MsgType)
		}
		return
	}
}

func TestSubscribe_otherMessages_areDropped(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	odd := c.socket(zmq4.XSUB, protocol.IOPub)
	for _, frames := range [][][]byte{{{}}, {[]byte("hello")}, {{2}}, {{1, 'a'}, {1, 'b'}}, {{9}, {1}}} {
		c.sendFrames(odd, frames...)
	}
	time.Sleep(20 * time.Millisecond)
	sub := c.subscribed("")
	k.stream(3)
	c.expectStreams(sub, 3, 4)
}

func TestSubscribe_behindOtherMessages_reachesItsSubscriber(t *testing.T) {
	for others := range 5 {
		k := bound(t, protocol.NewConnection("test"), Options{})
		c := k.client()
		odd := c.socket(zmq4.XSUB, protocol.IOPub)
		for range others {
			c.sendFrames(odd, []byte("hello"))
		}
		settle := func() { time.Sleep(20 * time.Millisecond) }
		settle()
		topics := []string{"a", "b", "c"}
		var subs []*zmq4.Socket
		for _, topic := range topics {
			sub := c.socket(zmq4.SUB, protocol.IOPub)
			_ = sub.SetSubscribe(topic)
			subs = append(subs, sub)
			settle()
		}
		go k.loop.Run()
		for i, sub := range subs {
			if m := c.recv(sub); m.Header.MsgType != protocol.MsgIOPubWelcome || string(m.Identities[0]) != topics[i] {
				t.Errorf("%d others: %s got %s %s", others, topics[i], m.Header.MsgType, m.Content)
			}
		}
		for i, sub := range subs {
			k.push(&protocol.Outgoing{Channel: protocol.IOPub, MsgType: topics[i]})
			if m := c.recv(sub); m.Header.MsgType != topics[i] {
				t.Errorf("%d others: %s got %s", others, topics[i], m.Header.MsgType)
			}
		}
	}
}
