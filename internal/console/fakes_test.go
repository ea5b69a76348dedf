package console

import (
	"encoding/json"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokernel/gokernel/internal/history"
	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeR is an interpreter that runs nothing: a test writes its text and plays its
// thread.
type fakeR struct {
	mu      sync.Mutex
	chunks  []Chunk
	pending bool
	// onInterrupt, if set, is told when the pending flag changes.
	onInterrupt func(pending bool)
	onWake      func() // set before the first message
	handling    atomic.Bool

	woken    chan struct{} // buffered
	captured chan struct{} // buffered: a file descriptor has text
	stopped  chan struct{} // closed at the end: a goroutine of the console that comes here ends
	stopOnce sync.Once

	captureWaits, sets atomic.Int64 // calls
}

func newFakeR() *fakeR {
	return &fakeR{woken: make(chan struct{}, 1), captured: make(chan struct{}, 1), stopped: make(chan struct{})}
}

// write is what the shim does on any output: the bytes wait for TakeStreams.
func (r *fakeR) write(source Source, text ...byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if last := len(r.chunks) - 1; last >= 0 && r.chunks[last].Source == source {
		r.chunks[last].Text = append(r.chunks[last].Text, text...)
		return
	}
	r.chunks = append(r.chunks, Chunk{Source: source, Text: append([]byte(nil), text...)})
}

// writeCaptured is a write of a child process: only the capture notices it.
func (r *fakeR) writeCaptured(source Source, text ...byte) {
	r.write(source, text...)
	raise(r.captured)
}

func raise(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (r *fakeR) Wake() {
	if r.onWake != nil {
		r.onWake()
	}
	raise(r.woken)
}

func (r *fakeR) SetInterrupt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sets.Add(1)
	r.setLocked(true)
}

func (r *fakeR) ClearInterrupt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.setLocked(false)
}

func (r *fakeR) setLocked(pending bool) {
	if r.pending != pending && r.onInterrupt != nil {
		r.onInterrupt(pending)
	}
	r.pending = pending
}

func (r *fakeR) InterruptPending() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pending
}

// seeInterrupt is what R does when it notices the flag.
func (r *fakeR) seeInterrupt() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := r.pending
	r.pending = false
	return seen
}

func (r *fakeR) TakeStreams() []Chunk {
	select {
	case <-r.stopped:
		runtime.Goexit()
	default:
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.chunks
	r.chunks = nil
	return taken
}

// CaptureWait has no time limit: with nothing to do, nothing shall happen.
func (r *fakeR) CaptureWait() {
	r.captureWaits.Add(1)
	select {
	case <-r.captured:
	case <-r.stopped:
		runtime.Goexit()
	}
}

// HandlingEvents is set by tests through handling.
func (r *fakeR) HandlingEvents() bool { return r.handling.Load() }

// drain is a consumer that sends at once.
func drain(o *Outbound) []*protocol.Outgoing {
	taken := o.Take()
	for _, m := range taken {
		o.Release(m)
	}
	return taken
}

// rThread plays the thread of R: it runs what it is given, in order.
type rThread struct {
	work chan func()
	gone chan struct{} // closed when the "process" has ended on this thread
}

func newRThread() *rThread {
	t := &rThread{work: make(chan func()), gone: make(chan struct{})}
	go func() {
		defer close(t.gone)
		for f := range t.work {
			f()
		}
	}()
	return t
}

// do runs f on the thread and waits until everything has come to rest. It is false
// if f still blocks.
func (t *rThread) do(f func()) bool {
	done := t.start(f)
	synctest.Wait()
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// start begins f on the thread; the channel is closed when it is done.
func (t *rThread) start(f func()) <-chan struct{} {
	done := make(chan struct{})
	select {
	case t.work <- func() { defer close(done); f() }:
	case <-t.gone:
		close(done)
	}
	return done
}

// bench is a console on a fake R, inside a synctest bubble.
type bench struct {
	*Console
	r     *fakeR
	hooks Hooks // may be replaced before the first message
}

// newBench makes a console whose goroutines end with the test.
func newBench(t testing.TB) *bench {
	b := &bench{r: newFakeR()}
	b.hooks = Hooks{
		InterruptChildren: func(bool) {},
		Complain:          func(string) {},
		Exit:              func(int, time.Duration) { runtime.Goexit() },
	}
	inputs := history.New(history.Options{})
	t.Cleanup(func() { inputs.Close(time.Hour) })
	b.Console = New(Config{
		History:       inputs,
		Introspection: fakeIntrospection{},
		R:             b.r,
		Hooks: Hooks{
			Complain:          func(string) {},
			InterruptChildren: func(again bool) { b.hooks.InterruptChildren(again) },
			Exit:              func(status int, d time.Duration) { b.hooks.Exit(status, d); runtime.Goexit() },
		},
		Info:  protocol.KernelInfoReply{Status: protocol.StatusOK, Implementation: "test"},
		Ports: protocol.ConnectReply{Status: protocol.StatusOK, ShellPort: 1},
		Log:   zerolog.Nop(),
	})
	t.Cleanup(b.stop)
	return b
}

// end is the end of the process for whoever wants text.
func (r *fakeR) end() { r.stopOnce.Do(func() { close(r.stopped) }) }

// stop ends the goroutines of the console, which in the kernel end with the
// process: each at its next call of something that is ours.
func (b *bench) stop() {
	b.r.end() // capture, and the flusher in TakeStreams
	b.out.close()
	b.streams.signal()
	b.out.SetNotify(runtime.Goexit)
	b.control.push(message(protocol.Control, "end", "kernel_info_request", "{}")) // control, in its first push
	time.Sleep(2 * flushDelay)                                                    // the bubble's clock stops when the test ends
}

// message makes a request as a client would send it now; the client is named after
// the msg_id.
func message(ch protocol.Channel, id, msgType, content string) *protocol.Message {
	m := &protocol.Message{
		Channel:    ch,
		Identities: [][]byte{[]byte("client of " + id)},
		Header: protocol.Header{
			MsgID: id, Session: "s", Username: "u", MsgType: msgType, Version: protocol.Version,
			Date: time.Now().UTC().Format(time.RFC3339Nano),
		},
		Content: json.RawMessage(content),
	}
	seal(m)
	return m
}

// seal makes the header frame after a change of the header.
func seal(m *protocol.Message) {
	raw, err := json.Marshal(m.Header)
	if err != nil {
		panic(err) // strings only
	}
	m.RawHeader = raw
}

// fakeIntrospection asks R everything; R's answer is the content of the reply.
type fakeIntrospection struct{}

func (fakeIntrospection) Complete(code string, pos int) Question {
	return ask[protocol.CompleteReply]("complete", code, strconv.Itoa(pos))
}

func (fakeIntrospection) Inspect(code string, pos, detail int) Question {
	return ask[protocol.InspectReply]("inspect", code, strconv.Itoa(pos), strconv.Itoa(detail))
}

func (fakeIntrospection) IsComplete(code string) Question {
	return ask[protocol.IsCompleteReply]("is_complete", code)
}

func ask[Reply any](call string, args ...string) Question {
	return Question{Call: call, Args: args, Answer: func(fromR []byte) any {
		var r Reply
		_ = json.Unmarshal(fromR, &r)
		return r
	}}
}
