package kerneltest

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

type fields = map[string]any

func status(f *fakeKernel, m *protocol.Message, state string) {
	f.publish(m, "status", fields{"execution_state": state})
}

// goodCell answers an execute_request correctly, with extra outputs before the result.
func goodCell(extra func(f *fakeKernel, m *protocol.Message)) func(*fakeKernel, *protocol.Message) {
	return func(f *fakeKernel, m *protocol.Message) {
		status(f, m, "busy")
		f.publish(m, "execute_input", fields{"code": "1", "execution_count": 1})
		if extra != nil {
			extra(f, m)
		}
		f.reply(m, "execute_reply", fields{"status": "ok", "execution_count": 1, "payload": []any{}, "user_expressions": fields{}})
		status(f, m, "idle")
	}
}

func TestClient_good_kernel_passes(t *testing.T) {
	k := startFake(t, nil, goodCell(func(f *fakeKernel, m *protocol.Message) {
		f.publish(m, "stream", fields{"name": "stdout", "text": "hi\n"})
		f.publish(m, "execute_result", fields{"execution_count": 1, "data": fields{"text/plain": "[1] 1"}, "metadata": fields{}})
	}))
	if got := failuresOf(func(tb testing.TB) {
		cell := k.Connect(tb).Execute("1").OK()
		if cell.Stdout() != "hi\n" || cell.Result() != "[1] 1" {
			tb.Errorf("stdout %q, result %q", cell.Stdout(), cell.Result())
		}
	}); got != "" {
		t.Errorf("a correct conversation failed:\n%s", got)
	}
}

// TestClient_faults_are_reported plays kernels with one fault each.
func TestClient_faults_are_reported(t *testing.T) {
	stream := func(name string) func(*fakeKernel, *protocol.Message) {
		return func(f *fakeKernel, m *protocol.Message) { f.publish(m, "stream", fields{"name": name, "text": "x"}) }
	}
	replace := func(old, new string) func([][]byte) [][]byte {
		return func(frames [][]byte) [][]byte {
			for i, f := range frames {
				frames[i] = bytes.ReplaceAll(f, []byte(old), []byte(new))
			}
			return frames
		}
	}
	for _, c := range []struct {
		name, want string
		spoil      func([][]byte) [][]byte
		answer     func(*fakeKernel, *protocol.Message)
	}{
		{"bad signature", "signature is", replace("execution_count", "execution_COUNT"), goodCell(nil)},
		{"unread message", "unread message", nil, func(f *fakeKernel, m *protocol.Message) {
			goodCell(nil)(f, m)
			stream("stdout")(f, m)
		}},
		{"output nobody looks at", "never looked at its stdout", nil, goodCell(stream("stdout"))},
		{"unknown stream", "stream name", nil, goodCell(stream("stdlog"))},
		{"null metadata", "content.metadata", nil, goodCell(func(f *fakeKernel, m *protocol.Message) {
			f.publish(m, "display_data", fields{"data": fields{"text/plain": "x"}, "metadata": nil})
		})},
		{"mime parameter", "no bare MIME type", nil, goodCell(func(f *fakeKernel, m *protocol.Message) {
			f.publish(m, "display_data", fields{"data": fields{"text/plain": "x", "text/html; charset=utf-8": "x"}, "metadata": fields{}})
		})},
		{"unknown parent", "was never sent", nil, goodCell(func(f *fakeKernel, m *protocol.Message) {
			f.send(protocol.IOPub, nil, "clear_output", []byte(`{"msg_id":"other"}`), fields{"wait": true})
		})},
		{"parent altered", "differs from the request header", nil, goodCell(func(f *fakeKernel, m *protocol.Message) {
			altered := bytes.Replace(m.RawHeader, []byte("tester"), []byte("someone"), 1)
			f.send(protocol.IOPub, nil, "clear_output", altered, fields{"wait": true})
		})},
		{"output before execute_input", "execute_input must follow busy", nil, func(f *fakeKernel, m *protocol.Message) {
			status(f, m, "busy")
			stream("stdout")(f, m)
			f.publish(m, "execute_input", fields{"code": "1", "execution_count": 1})
			f.reply(m, "execute_reply", fields{"status": "ok", "execution_count": 1, "payload": []any{}, "user_expressions": fields{}})
			status(f, m, "idle")
		}},
		{"no busy", "must be busy", nil, func(f *fakeKernel, m *protocol.Message) {
			f.publish(m, "execute_input", fields{"code": "1", "execution_count": 1})
			f.reply(m, "execute_reply", fields{"status": "ok", "execution_count": 1, "payload": []any{}, "user_expressions": fields{}})
			status(f, m, "idle")
		}},
		{"busy twice", "unexpected status", nil, goodCell(func(f *fakeKernel, m *protocol.Message) { status(f, m, "busy") })},
		{"error without message", "with 0 error messages", nil, func(f *fakeKernel, m *protocol.Message) {
			status(f, m, "busy")
			f.publish(m, "execute_input", fields{"code": "1", "execution_count": 1})
			f.reply(m, "execute_reply", fields{"status": "error", "ename": "e", "evalue": "v", "traceback": []string{"v"}})
			status(f, m, "idle")
		}},
		{"aborted with more", "exactly", nil, func(f *fakeKernel, m *protocol.Message) {
			status(f, m, "busy")
			f.reply(m, "execute_reply", fields{"status": "aborted", "execution_count": 3})
			status(f, m, "idle")
		}},
		{"no idle", "or its idle", nil, func(f *fakeKernel, m *protocol.Message) { status(f, m, "busy") }},
		{"reply twice", "unread message", nil, func(f *fakeKernel, m *protocol.Message) {
			f.reply(m, "execute_reply", fields{"status": "ok", "execution_count": 1, "payload": []any{}, "user_expressions": fields{}})
			goodCell(nil)(f, m)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := startFake(t, c.spoil, c.answer)
			got := failuresOf(func(tb testing.TB) {
				client := k.Connect(tb)
				client.Limit = 300 * time.Millisecond
				cell := client.Submit("1").Wait()
				cell.Reply()
				client.Recv(protocol.Stdin, 50*time.Millisecond) // lets late messages arrive
			})
			if !strings.Contains(got, c.want) {
				t.Errorf("expected a failure with %q, got:\n%s", c.want, got)
			}
		})
	}
}

func TestClient_cell_not_waited_for_is_reported(t *testing.T) {
	k := startFake(t, nil, func(*fakeKernel, *protocol.Message) {})
	got := failuresOf(func(tb testing.TB) { k.Connect(tb).Submit("1") })
	if !strings.Contains(got, "nobody waited") {
		t.Errorf("got:\n%s", got)
	}
}

func TestParse_rejects_what_is_no_message(t *testing.T) {
	s, err := newSigner(Connection{Key: "k", SignatureScheme: "hmac-sha256"})
	if err != nil {
		t.Fatal(err)
	}
	header := newHeader("status", "s")
	for name, frames := range map[string][][]byte{
		"no delimiter": {[]byte("x")},
		"too few":      {delimiter, nil, nil},
		"null content": s.sign(header, "{}", "{}", "null"),
		"array":        s.sign(header, "[]", "{}", "{}"),
		"bad UTF-8":    s.sign(header, "{}", "{}", "{\"a\":\"\xff\"}"),
		"NaN":          s.sign(header, "{}", "{}", `{"a":NaN}`),
		"no date":      s.sign(strings.Replace(header, `"date"`, `"day"`, 1), "{}", "{}", "{}"),
		"old version":  s.sign(strings.Replace(header, `"version":"5.5"`, `"version":"5.3"`, 1), "{}", "{}", "{}"),
	} {
		if _, err := s.parse(protocol.IOPub, frames); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := s.parse(protocol.IOPub, s.sign(header, "{}", "{}", "{}")); err != nil {
		t.Errorf("a good message: %v", err)
	}
}
