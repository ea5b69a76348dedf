package zmqsock

import (
	"fmt"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

func TestSubscribe_flood_controlAnswers(t *testing.T) {
	k := started(t, Options{})
	c, flooder := k.client(), k.client()
	control := c.dealer(protocol.Control)
	c.roundTrip(control, 0)
	sub := flooder.subscribed("", func(s *zmq4.Socket) {
		_ = s.SetRcvhwm(0)
		_ = s.SetSndhwm(0)
	})
	const topics = 20000
	flooded := make(chan struct{})
	go func() {
		defer close(flooded)
		for i := range topics {
			_ = sub.SetSubscribe(fmt.Sprint("topic", i))
		}
	}()
	var worst time.Duration
	for i, end := 0, time.Now().Add(time.Second); time.Now().Before(end); i++ {
		k.stream(i)
		start := time.Now()
		c.roundTrip(control, i)
		worst = max(worst, time.Since(start))
	}
	<-flooded
	t.Logf("control took %v at most", worst)
	if worst > time.Second {
		t.Errorf("control took %v", worst)
	}

	// The flood is over: each topic was welcomed, and a new subscriber is served as ever.
	for welcomes := 0; welcomes < topics; {
		if m := flooder.recv(sub); m.Header.MsgType == protocol.MsgIOPubWelcome {
			welcomes++
		}
	}
	late := c.subscribed("")
	k.stream(1)
	c.expectStreams(late, 1, 2)
}

func TestSubscribe_duringFlood_isWelcomedFirst(t *testing.T) {
	k := bound(t, protocol.NewConnection("test"), Options{})
	c := k.client()
	odd := c.socket(zmq4.XSUB, protocol.IOPub)
	_ = odd.SetSndhwm(0)
	for range 10 * receiveBatch {
		c.sendFrames(odd, []byte("\x01other"))
	}
	time.Sleep(50 * time.Millisecond)
	sub := c.socket(zmq4.SUB, protocol.IOPub)
	_ = sub.SetSubscribe("stream")
	time.Sleep(50 * time.Millisecond)
	k.stream(0)
	go k.loop.Run() // has hundreds of events before the one that counts, and a message
	if m := c.recv(sub); m.Header.MsgType != protocol.MsgIOPubWelcome {
		t.Fatalf("got %s", m.Header.MsgType)
	}
	c.expectStreams(sub, 0, 1)
}

func TestRun_failure_isReportedOnce(t *testing.T) {
	failures := make(chan error, 2)
	k := bound(t, protocol.NewConnection("test"), Options{OnFailure: func(err error) { failures <- err }})
	_ = k.loop.sockets.stdin.Close()
	k.loop.Run()
	k.loop.Close(time.Second)
	if len(failures) != 1 {
		t.Fatalf("OnFailure was called %d times", len(failures))
	}
	t.Log(<-failures)
}

func TestRun_closed_isNoFailure(t *testing.T) {
	failures := make(chan error, 1)
	k := started(t, Options{OnFailure: func(err error) { failures <- err }})
	c := k.client()
	c.roundTrip(c.dealer(protocol.Control), 1)
	k.loop.Close(time.Second)
	if len(failures) != 0 {
		t.Error(<-failures)
	}
}
