package console

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

var (
	interleavings = flag.Int("interleavings", 2500, "how many random runs TestOrder makes")
	seed          = flag.Uint64("seed", 0, "the seed of the first of them; 0 takes one from the clock")
)

// TestOrder plays random requests of two clients and the control channel against an
// R that writes, shows, asks, fails and quits at random, with a child process that
// prints, a flusher, a consumer and interrupts all running beside each other; then
// checkOrder looks whether the contract of the package comment was kept.
func TestOrder(t *testing.T) {
	first := *seed
	if first == 0 {
		first = uint64(time.Now().UnixNano())
	}
	for i := range uint64(*interleavings) {
		synctest.Test(t, func(t *testing.T) { newWorld(t, first+i).run() })
		if t.Failed() {
			t.Fatalf("repeat with: go test -race ./internal/console -run TestOrder -interleavings=200 -seed=%d", first+i)
		}
	}
	t.Logf("%d interleavings from seed %d", *interleavings, first)
}

// world is one random run.
type world struct {
	*bench
	t          *testing.T
	seed       uint64
	plans      []*plan
	clock      atomic.Int64 // orders sends and interrupts
	interrupts []interrupt
	quits      bool // some request ends the process
	asked      chan *protocol.Outgoing

	mu    sync.Mutex
	taken []*protocol.Outgoing
	ended bool // the process is over; what is pushed later is not sent
	child int  // characters that the child has written
	over  chan struct{}
}

// interrupt is the time of one call of Interrupt or Shutdown.
type interrupt struct{ begin, end int64 }

// plan is a request, what R shall do with it, and what R did.
type plan struct {
	msg    *protocol.Message
	client int
	silent bool
	stored bool
	ops    []func(*cell) bool
	result Result

	sent  int64
	atoms []string // what R showed, in order
	began bool     // R executed it
}

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{
		bench: newBench(t), t: t, seed: seed,
		asked: make(chan *protocol.Outgoing, 100), over: make(chan struct{}),
	}
	w.background.work = randomWork{w.rng(71)}
	w.hooks.Exit = func(int, time.Duration) {
		w.take()
		w.mu.Lock()
		w.ended = true
		w.mu.Unlock()
		w.r.end()
	}
	return w
}

func (w *world) rng(who uint64) *rand.Rand { return rand.New(rand.NewPCG(w.seed, who)) }

// pause lets others go first: for some milliseconds, or only if they happen to be
// ready, or not at all.
func pause(rng *rand.Rand) {
	switch rng.IntN(4) {
	case 0:
		time.Sleep(time.Duration(rng.IntN(10)) * 5 * time.Millisecond)
	case 1:
		runtime.Gosched()
	}
}

func (w *world) run() {
	rng := w.rng(0)
	for client := range 2 {
		for n := range 1 + rng.IntN(4) {
			w.add(newPlan(rng, client, fmt.Sprintf("%c%d", 'a'+client, n)))
		}
	}
	for n := range rng.IntN(4) {
		w.add(newControlPlan(rng, fmt.Sprintf("c%d", n)))
	}
	w.Started()
	var senders, others sync.WaitGroup
	for client := range 3 {
		senders.Go(func() { w.runClient(client) })
	}
	senders.Go(w.runSignals)
	others.Go(w.runR)
	others.Go(w.runConsumer)
	others.Go(w.runFlushes)
	others.Go(w.runChild)
	others.Go(w.runAnswers)
	senders.Wait()
	time.Sleep(time.Minute) // for R and for all timers
	close(w.over)
	others.Wait()
	if !w.ended {
		w.streams.do(nil) // what the child wrote at last
		w.take()
	}
	w.checkOrder()
}

func (w *world) add(p *plan) {
	w.plans = append(w.plans, p)
	if p.msg.Header.MsgType == protocol.MsgShutdownRequest {
		w.quits = true
	}
}

// runClient sends the requests of one client in their order.
func (w *world) runClient(client int) {
	rng := w.rng(10 + uint64(client))
	for _, p := range w.plans {
		if p.client != client {
			continue
		}
		pause(rng)
		p.sent = w.clock.Add(1)
		switch p.msg.Header.MsgType {
		case protocol.MsgInterruptRequest, protocol.MsgShutdownRequest:
			// When it is served is not known: until the end of the run.
			w.noteInterrupt(interrupt{p.sent, 1 << 62})
		}
		p.msg.Header.Session = fmt.Sprint("client ", client)
		p.msg.Header.Date = time.Now().UTC().Format(time.RFC3339Nano)
		seal(p.msg)
		w.HandleMessage(p.msg)
	}
}

// runSignals is the goroutine that handles SIGINT.
func (w *world) runSignals() {
	rng := w.rng(20)
	for range rng.IntN(4) {
		pause(rng)
		pause(rng)
		begin := w.clock.Add(1)
		w.Interrupt()
		w.noteInterrupt(interrupt{begin, w.clock.Add(1)})
	}
}

func (w *world) noteInterrupt(i interrupt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.interrupts = append(w.interrupts, i)
}

// runConsumer is the socket loop's side of the outbound queue.
func (w *world) runConsumer() {
	rng := w.rng(30)
	some := make(chan struct{}, 1)
	w.out.SetNotify(func() { raise(some) })
	raise(some) // there may be something already
	for {
		select {
		case <-some:
		case <-w.over:
			w.out.SetNotify(func() {})
			return
		}
		pause(rng)
		w.take()
	}
}

func (w *world) take() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	for _, m := range drain(w.out) {
		w.taken = append(w.taken, m)
		if m.MsgType == protocol.MsgInputRequest {
			w.asked <- m
		}
	}
}

// runFlushes does what the flusher does, more often.
func (w *world) runFlushes() {
	rng := w.rng(40)
	for range 30 {
		pause(rng)
		w.streams.do(nil)
	}
}

// runChild is a process that prints to fd 2 whatever R does.
func (w *world) runChild() {
	rng := w.rng(50)
	for range rng.IntN(10) {
		pause(rng)
		for range 1 + rng.IntN(3) {
			w.r.writeCaptured(FD2, []byte(string(rune(childBase+w.child)))...)
			w.child++
		}
	}
}

// runAnswers is the user who is asked for input.
func (w *world) runAnswers() {
	rng := w.rng(60)
	for {
		select {
		case o := <-w.asked:
			pause(rng)
			if rng.IntN(5) == 0 {
				w.Unroutable(o)
				continue
			}
			for range 1 + rng.IntN(2) { // the second is stale
				w.HandleMessage(message(protocol.Stdin, "answer", protocol.MsgInputReply, `{"value":"x"}`))
			}
		case <-w.over:
			return
		}
	}
}
