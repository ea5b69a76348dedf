package kerneltest

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	zmq "github.com/pebbe/zmq4"

	"github.com/gokernel/gokernel/internal/protocol"
)

// fakeKernel answers every Shell request with what the test's answer function says.
type fakeKernel struct {
	codec  *protocol.Codec
	iopub  *zmq.Socket
	shell  *zmq.Socket
	frames func(frames [][]byte) [][]byte // may spoil what is sent; nil for nothing
}

// startFake runs a fake kernel on an ipc endpoint until the end of the test.
func startFake(t *testing.T, spoil func([][]byte) [][]byte, answer func(f *fakeKernel, m *protocol.Message)) *Kernel {
	t.Helper()
	dir := shortTempDir(t)
	conn := Connection{Transport: "ipc", IP: dir + "/fake", Key: "k", SignatureScheme: "hmac-sha256",
		ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HBPort: 5}
	k := &Kernel{Connection: conn, tb: t, done: make(chan struct{})}
	k.registry.init()
	ctx, err := zmq.NewContext()
	if err != nil {
		t.Fatal(err)
	}
	ctx.SetRetryAfterEINTR(true)
	f := &fakeKernel{frames: spoil}
	f.codec, err = protocol.NewCodec(conn.Key, conn.SignatureScheme, "fake-session", "fake")
	var err2, err3 error
	f.shell, err2 = ctx.NewSocket(zmq.ROUTER)
	f.iopub, err3 = ctx.NewSocket(zmq.XPUB)
	if err := errors.Join(err, err2, err3, f.shell.Bind(k.Address(protocol.Shell)), f.iopub.Bind(k.Address(protocol.IOPub))); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		f.run(stop, answer)
	}()
	t.Cleanup(func() {
		close(stop)
		<-stopped
		f.shell.Close()
		f.iopub.Close()
		ctx.Term()
	})
	return k
}

func (f *fakeKernel) run(stop chan struct{}, answer func(*fakeKernel, *protocol.Message)) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(time.Millisecond):
		}
		if event, err := f.iopub.RecvBytes(zmq.DONTWAIT); err == nil && event[0] == 1 {
			f.send(protocol.IOPub, nil, "iopub_welcome", nil, map[string]any{"subscription": string(event[1:])})
		}
		for {
			frames, err := f.shell.RecvMessageBytes(zmq.DONTWAIT)
			if err != nil {
				break
			}
			if m, err := f.codec.Decode(protocol.Shell, frames); err == nil {
				answer(f, m)
			}
		}
	}
}

func (f *fakeKernel) send(ch protocol.Channel, to [][]byte, msgType string, parent json.RawMessage, content any) {
	frames, err := f.codec.Encode(&protocol.Outgoing{Channel: ch, Identities: to, MsgType: msgType, Parent: parent, Content: content})
	if err != nil {
		panic(err)
	}
	if f.frames != nil {
		frames = f.frames(frames)
	}
	socket := f.iopub
	if ch == protocol.Shell {
		socket = f.shell
	}
	socket.SendMessage(frames)
}

func (f *fakeKernel) publish(m *protocol.Message, msgType string, content map[string]any) {
	f.send(protocol.IOPub, nil, msgType, m.RawHeader, content)
}

func (f *fakeKernel) reply(m *protocol.Message, msgType string, content map[string]any) {
	f.send(protocol.Shell, m.Identities, msgType, m.RawHeader, content)
}

// fakeTB records failures instead of failing.
type fakeTB struct {
	testing.TB
	mu       sync.Mutex
	failures []string
	cleanups []func()
}

func (f *fakeTB) Helper()             {}
func (f *fakeTB) Logf(string, ...any) {}
func (f *fakeTB) Failed() bool        { return len(f.failures) > 0 }
func (f *fakeTB) Cleanup(fn func())   { f.cleanups = append(f.cleanups, fn) }
func (f *fakeTB) Fatalf(format string, args ...any) {
	f.Errorf(format, args...)
	runtime.Goexit()
}
func (f *fakeTB) Fatal(args ...any) { f.Fatalf("%s", fmt.Sprint(args...)) }
func (f *fakeTB) Errorf(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures = append(f.failures, fmt.Sprintf(format, args...))
}

// failuresOf runs a test body to its end, cleanup included, and returns its failures.
func failuresOf(body func(tb testing.TB)) string {
	tb := &fakeTB{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for i := len(tb.cleanups) - 1; i >= 0; i-- {
				tb.cleanups[i]()
			}
		}()
		body(tb)
	}()
	<-done
	return strings.Join(tb.failures, "\n")
}
