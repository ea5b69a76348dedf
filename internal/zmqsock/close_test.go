package zmqsock

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

func TestClose_sendsWhatIsQueued(t *testing.T) {
	k := started(t, Options{})
	c := k.client()
	sub := c.subscribed("", func(s *zmq4.Socket) { _ = s.SetRcvhwm(0) })
	shell := c.dealer(protocol.Shell)
	c.send(shell, protocol.MsgShutdownRequest, nil)
	m := <-k.got
	for n := range 3000 {
		k.stream(n)
	}
	k.push(m.Reply(protocol.MsgInterruptReply, nil))
	k.loop.Close(wait)
	c.expectStreams(sub, 0, 3000)
	c.recv(shell) // the reply to the shutdown
	if m := c.recv(shell); m.Header.MsgType != protocol.MsgInterruptReply {
		t.Errorf("got %s", m.Header.MsgType)
	}
}

func TestClose_isIdempotentAndConcurrent(t *testing.T) {
	k := started(t, Options{})
	var closers sync.WaitGroup
	for range 10 {
		closers.Go(func() { k.loop.Close(time.Second) })
	}
	closers.Wait()
	k.loop.Close(time.Second)
	k.stream(1)  // no crash
	k.loop.Run() // returns
}

func TestClose_withoutRun(t *testing.T) {
	k := bound(t, protocol.NewConnection("test"), Options{})
	k.stream(1)
	k.loop.Close(time.Second)
	k.loop.Run()
	// The ports are free again.
	s, err := Bind(k.conn, k.loop.log)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	s.Close()
}

func TestClose_whileSending_isBounded(t *testing.T) {
	for round := range 5 {
		k := started(t, Options{})
		c := k.client()
		c.subscribed("", lazy)
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
				}
				if k.len() < 1000 {
					fill(k, 10)
				}
			}
		}()
		time.Sleep(time.Duration(round) * 50 * time.Millisecond)
		start := time.Now()
		k.loop.Close(300 * time.Millisecond)
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("close took %v", d)
		}
		close(stop)
		<-stopped
	}
}

func TestClose_stuckSubscriber_othersGetTheRest(t *testing.T) {
	k := started(t, Options{})
	c, other := k.client(), k.client()
	c.subscribed("", lazy)
	healthy := other.subscribed("", func(s *zmq4.Socket) { _ = s.SetRcvhwm(0) })
	const n = 7000
	fill(k, n)
	time.Sleep(200 * time.Millisecond)
	done := make(chan struct{})
	go func() {
		defer close(done)
		k.loop.Close(8 * time.Second)
	}()
	if got := readBig(other, healthy, n); got != n {
		t.Errorf("got %d of %d", got, n)
	}
	<-done
}

func TestClose_restartsOnTheSamePorts(t *testing.T) {
	conn := protocol.NewConnection("test")
	for i := range 20 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			k := bound(t, conn, Options{})
			go k.loop.Run()
			c := k.client()
			c.roundTrip(c.dealer(protocol.Shell), i)
			k.loop.Close(time.Second)
		})
	}
}
