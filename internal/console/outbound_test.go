package console

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/google/go-cmp/cmp"
)

func streamOf(parent, name, text string) *protocol.Outgoing {
	m := message(protocol.Shell, parent, protocol.MsgExecuteRequest, "{}")
	m.Header.Date = "" // equal parents must be equal bytes
	seal(m)
	return m.Publish(protocol.MsgStream, protocol.Stream{Name: name, Text: text})
}

func described(messages []*protocol.Outgoing) []string {
	var lines []string
	for _, m := range messages {
		lines = append(lines, describe(m))
	}
	return lines
}

func TestOutbound_mergesOnlyNeighboursOfOneStream(t *testing.T) {
	status := message(protocol.Shell, "a", protocol.MsgExecuteRequest, "{}").Publish(protocol.MsgStatus, protocol.Status{ExecutionState: protocol.Idle})
	o := NewOutbound()
	o.Push(streamOf("a", "stdout", "1"), streamOf("a", "stdout", "2"))
	o.Push(streamOf("a", "stdout", "3"))
	o.Push(streamOf("a", "stderr", "4"), streamOf("a", "stdout", "5"))
	o.Push(status, streamOf("a", "stdout", "6"))
	o.Push(streamOf("b", "stdout", "7"))
	got := described(drain(o))
	want := []string{
		`a stdout "123"`, `a stderr "4"`, `a stdout "5"`, `a idle`, `a stdout "6"`, `b stdout "7"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("queue (-want +got):\n%s", diff)
	}
}

func TestOutbound_mergesUpToALimit(t *testing.T) {
	o := NewOutbound()
	half := strings.Repeat("x", streamLimit/2)
	o.Push(streamOf("a", "stdout", half), streamOf("a", "stdout", half), streamOf("a", "stdout", "y"))
	var sizes []int
	for _, m := range drain(o) {
		sizes = append(sizes, len(m.Content.(protocol.Stream).Text))
	}
	if diff := cmp.Diff([]int{streamLimit, 1}, sizes); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}

// The consumer has what it took: merging must not change it.
func TestOutbound_takenMessagesStayAsTheyAre(t *testing.T) {
	o := NewOutbound()
	pushed := streamOf("a", "stdout", "1")
	o.Push(pushed, streamOf("a", "stdout", "2"))
	taken := drain(o)
	o.Push(streamOf("a", "stdout", "3"))
	if got := described(append(taken, pushed)); !cmp.Equal(got, []string{`a stdout "12"`, `a stdout "1"`}) {
		t.Errorf("after more pushes: %q", got)
	}
	if again := drain(o); len(again) != 1 || drain(o) != nil {
		t.Errorf("second Take: %q, then something", described(again))
	}
}

// What is released for a message is what was counted for it, merged or not: else the
// queue would seem fuller, or emptier, with every merge.
func TestOutbound_countsWhatItHolds(t *testing.T) {
	o := NewOutbound()
	for n := range 1000 {
		name := []string{"stdout", "stdout", "stderr"}[n%3]
		o.Push(streamOf("a", name, strings.Repeat("x", n)), streamOf("a", name, "y"))
		want := 0
		for _, m := range o.queue {
			want += m.Size()
		}
		if o.bytes != want {
			t.Fatalf("counts %d bytes after %d pushes, holds %d", o.bytes, n+1, want)
		}
		if n%7 == 0 {
			drain(o)
		}
	}
	taken := o.Take()
	if o.bytes == 0 {
		t.Error("what was taken and not sent does not count")
	}
	for _, m := range taken {
		o.Release(m)
	}
	if o.bytes != 0 {
		t.Errorf("counts %d bytes when all is sent", o.bytes)
	}
}

func TestOutbound_notifiesAfterThePush(t *testing.T) {
	o := NewOutbound()
	var seen int
	o.SetNotify(func() { seen += len(drain(o)) })
	o.Push(streamOf("a", "stdout", "1"))
	o.Push(streamOf("a", "stdout", "2"), streamOf("a", "stderr", "3"))
	if seen != 3 {
		t.Errorf("the consumer found %d messages, want 3", seen)
	}
}

// blocked starts f and tells, at any time, whether it still blocks.
func blocked(f func()) func() bool {
	done := make(chan struct{})
	go func() { f(); close(done) }()
	return func() bool {
		synctest.Wait()
		select {
		case <-done:
			return false
		default:
			return true
		}
	}
}

func TestOutbound_waitBelow(t *testing.T) {
	big := func() *protocol.Outgoing { return streamOf("a", "stdout", strings.Repeat("x", 1000)) }
	for name, release := range map[string]func(*Outbound, *bool){
		"Take makes room":                 func(o *Outbound, _ *bool) { drain(o) },
		"close releases":                  func(o *Outbound, _ *bool) { o.close() },
		"stop releases when it is poked":  func(o *Outbound, stop *bool) { *stop = true; o.poke() },
		"stop is seen with the next take": func(o *Outbound, stop *bool) { *stop = true; drain(o); o.Push(big()) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := NewOutbound()
				stop := false
				if waits := blocked(func() { o.waitBelow(1000, never) }); waits() {
					t.Error("blocks with an empty queue")
				}
				o.Push(big())
				waits := blocked(func() { o.waitBelow(1000, func() bool { return stop }) })
				if !waits() {
					t.Fatal("does not block above the limit")
				}
				o.Push(big())
				o.poke()
				if !waits() {
					t.Fatal("a push or a poke released it")
				}
				release(o, &stop)
				if waits() {
					t.Fatal("still blocks")
				}
			})
		})
	}
}

// Whatever waits, replies and statuses are pushed at once.
func TestOutbound_pushNeverBlocks(t *testing.T) {
	o := NewOutbound()
	big := streamOf("a", "stdout", strings.Repeat("x", streamLimit))
	n := 2 * outboundLimit / streamLimit
	for range n {
		o.Push(big)
	}
	if got := len(drain(o)); got != n {
		t.Errorf("%d messages, want %d", got, n)
	}
}

// fill runs a cell that has shown more than the sockets took, and returns whether R
// still blocks in what it writes then.
func fill(b *bench, thread *rThread) func() bool {
	b.Started()
	b.HandleMessage(message(protocol.Shell, "a", protocol.MsgExecuteRequest, `{"code":"x"}`))
	thread.do(func() { b.Next(Result{}) })
	thread.do(func() { b.Display(DisplayData, make([]byte, outboundLimit+1), nil, "") })
	b.r.write(ConsoleStdout, 'x')
	done := thread.start(func() { b.StreamReady(true); b.Display(DisplayData, []byte("{}"), nil, "") })
	return func() bool {
		synctest.Wait()
		select {
		case <-done:
			return false
		default:
			return true
		}
	}
}

func TestConsole_slowSocketsSlowR(t *testing.T) {
	for name, release := range map[string]func(*bench){
		"until the sockets take it": func(b *bench) { drain(b.out); synctest.Wait(); drain(b.out) },
		"until it is interrupted":   func(b *bench) { b.Interrupt() },
		"until the process ends":    func(b *bench) { b.hooks.Exit = func(int, time.Duration) {}; b.Shutdown(); time.Sleep(grace) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, thread := newBench(t), newRThread()
				defer close(thread.work)
				waits := fill(b, thread)
				time.Sleep(time.Second)
				if !waits() {
					t.Fatal("R goes on")
				}
				release(b)
				if waits() {
					t.Fatal("R still waits")
				}
			})
		})
	}
}

// A child process that floods its pipe is not read while the queue is full.
func TestConsole_slowSocketsSlowTheCapture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, thread := newBench(t), newRThread()
		defer close(thread.work)
		fill(b, thread)
		reads := func() int64 {
			before := b.r.captureWaits.Load()
			for range 10 {
				b.r.writeCaptured(FD1, 'x')
				time.Sleep(time.Second)
			}
			return b.r.captureWaits.Load() - before
		}
		if n := reads(); n > 1 {
			t.Errorf("read %d times while the queue was full, want at most once", n)
		}
		drain(b.out)
		if n := reads(); n < 9 {
			t.Errorf("read %d times of 10 when there was room", n)
		}
	})
}
