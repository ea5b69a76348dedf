package console

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// R may block again right after it was woken, so it is woken until it has seen the
// interrupt; and not longer.
func TestInterrupt_repeatsUntilSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.Started()
		b.HandleMessage(message(protocol.Shell, "a", protocol.MsgExecuteRequest, `{"code":"x"}`))
		b.Next(Result{})
		b.Interrupt()
		time.Sleep(time.Minute)
		if n := b.r.sets.Load(); n < 10 || n > 100 {
			t.Errorf("R was told %d times in a minute", n)
		}
		if !b.r.seeInterrupt() {
			t.Error("the interrupt is not pending any more")
		}
		before := b.r.sets.Load()
		time.Sleep(time.Minute)
		if n := b.r.sets.Load() - before; n != 0 {
			t.Errorf("R was told %d more times after it had seen the interrupt", n)
		}
		b.Next(Result{Status: Interrupted})
	})
}

// An interrupt that comes while R takes a request hits that request or, if it comes
// before, finds it in the queue. Never the one behind it.
func TestInterrupt_whileARequestBegins(t *testing.T) {
	for range 300 {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t)
			b.Started()
			b.HandleMessage(message(protocol.Shell, "a", protocol.MsgExecuteRequest, `{"code":"a","stop_on_error":false}`))
			b.HandleMessage(message(protocol.Shell, "b", protocol.MsgExecuteRequest, `{"code":"b"}`))
			var both sync.WaitGroup
			both.Go(b.Interrupt)
			var got Command
			both.Go(func() { got = b.Next(Result{}) })
			both.Wait()
			switch {
			case got.Text == "a" && !b.r.InterruptPending():
				t.Error("a runs and the interrupt has hit nothing, or b")
			case got.Text == "b" && b.r.InterruptPending():
				t.Error("the interrupt has hit b")
			}
		})
	}
}

// The children that an interrupt reaches are those of the request that it hits: the
// next one, whose children would be reached too, does not begin meanwhile.
func TestInterrupt_childrenOfTheNextRequestAreSpared(t *testing.T) {
	b, thread := newBench(t), newRThread() // no bubble: its clock stands still while a mutex is waited for
	defer close(thread.work)
	var next Command
	var done <-chan struct{}
	b.hooks.InterruptChildren = func(bool) {
		done = thread.start(func() { next = b.Next(Result{Status: OK}) })
		select {
		case <-done:
			t.Errorf("%q runs while the children of a are interrupted", next.Text)
		case <-time.After(20 * time.Millisecond):
		}
	}
	b.Started()
	b.HandleMessage(message(protocol.Shell, "a", protocol.MsgExecuteRequest, `{"code":"a"}`))
	b.HandleMessage(message(protocol.Shell, "b", protocol.MsgExecuteRequest, `{"code":"b"}`))
	<-thread.start(func() { b.Next(Result{}) })
	b.Interrupt()
	<-done
	if next.Text != "b" || b.r.InterruptPending() {
		t.Errorf("running: %q, interrupted: %v; want b, false", next.Text, b.r.InterruptPending())
	}
}
