package protocol

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func newTestCodec(t testing.TB, key, scheme string) *Codec {
	t.Helper()
	c, err := NewCodec(key, scheme, "session-1", "tester")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// golden is a message made by the reference client's Session.
type golden struct {
	Name, Scheme, Key string
	Frames            [][]byte
	Identities        int
	Buffers           int
	MsgType           string          `json:"msg_type"`
	MsgID             string          `json:"msg_id"`
	Content           json.RawMessage `json:"content"`
}

func readGolden(t testing.TB) []golden {
	t.Helper()
	b, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var gs []golden
	if err := json.Unmarshal(b, &gs); err != nil {
		t.Fatal(err)
	}
	return gs
}

func parseJSON(t testing.TB, b []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return v
}

func TestDecode_golden(t *testing.T) {
	for _, g := range readGolden(t) {
		t.Run(g.Name, func(t *testing.T) {
			m, err := newTestCodec(t, g.Key, g.Scheme).Decode(Control, g.Frames)
			if err != nil {
				t.Fatal(err)
			}
			if m.Channel != Control || m.Header.MsgType != g.MsgType || m.Header.MsgID != g.MsgID {
				t.Errorf("got %v %+v", m.Channel, m.Header)
			}
			if m.Header.Username != "tester" || m.Header.Session == "" || m.Header.Date == "" {
				t.Errorf("header %+v", m.Header)
			}
			if diff := cmp.Diff(parseJSON(t, g.Content), parseJSON(t, m.Content)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(g.Frames[:g.Identities], m.Identities); len(m.Identities) != g.Identities || g.Identities > 0 && diff != "" {
				t.Errorf("identities %q", m.Identities)
			}
			if len(m.Buffers) != g.Buffers || g.Buffers > 0 && !cmp.Equal(m.Buffers, g.Frames[len(g.Frames)-g.Buffers:]) {
				t.Errorf("buffers %q", m.Buffers)
			}
			if string(m.RawHeader) != string(g.Frames[g.Identities+2]) {
				t.Errorf("raw header %s", m.RawHeader)
			}
		})
	}
}

// sign replaces the signature of frames without identities.
func resign(c *Codec, frames [][]byte) [][]byte {
	frames = slices.Clone(frames)
	frames[1] = c.signer.sign(frames[2:6])
	return frames
}

func TestDecode_refuses(t *testing.T) {
	valid := func(c *Codec) [][]byte {
		return resign(c, [][]byte{delimiter, nil,
			[]byte(`{"msg_id":"1","msg_type":"x"}`), []byte(`{}`), []byte(`{}`), []byte(`{}`)})
	}
	with := func(i int, frame string) func(*Codec) [][]byte {
		return func(c *Codec) [][]byte {
			f := valid(c)
			f[i] = []byte(frame)
			return resign(c, f)
		}
	}
	tests := []struct {
		name   string
		frames func(c *Codec) [][]byte
		want   error
	}{
		{"nothing", func(*Codec) [][]byte { return nil }, ErrNoDelimiter},
		{"no delimiter", func(c *Codec) [][]byte { return valid(c)[1:] }, ErrNoDelimiter},
		{"delimiter only", func(*Codec) [][]byte { return [][]byte{[]byte("id"), delimiter} }, ErrTooFewFrames},
		{"three frames", func(c *Codec) [][]byte { return valid(c)[:3] }, ErrTooFewFrames},
		{"no content", func(c *Codec) [][]byte { return valid(c)[:5] }, ErrTooFewFrames},
		{"empty signature", func(c *Codec) [][]byte { f := valid(c); f[1] = nil; return f }, ErrBadSignature},
		{"wrong signature", func(c *Codec) [][]byte { f := valid(c); f[1][3] ^= 1; return f }, ErrBadSignature},
		{"upper case signature", func(c *Codec) [][]byte {
			f := valid(c)
			for i, b := range f[1] {
				if b >= 'a' {
					f[1][i] = b - 32
				}
			}
			return f
		}, ErrBadSignature},
		{"changed content", func(c *Codec) [][]byte { f := valid(c); f[5] = []byte(`{"a":1}`); return f }, ErrBadSignature},
		{"bad JSON, unsigned", func(c *Codec) [][]byte { f := valid(c); f[5] = []byte(`{`); return f }, ErrBadSignature},
		{"header array", with(2, `[]`), ErrBadJSON},
		{"header null", with(2, `null`), ErrBadJSON},
		{"header without msg_id", with(2, `{"msg_type":"x"}`), ErrBadJSON},
		{"header with number", with(2, `{"msg_id":1,"msg_type":"x"}`), ErrBadJSON},
		{"parent string", with(3, `"x"`), ErrBadJSON},
		{"metadata empty", with(4, ``), ErrBadJSON},
		{"content trailing", with(5, `{} {}`), ErrBadJSON},
		{"content NaN", with(5, `{"a":NaN}`), ErrBadJSON},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newTestCodec(t, "key", "")
			if _, err := c.Decode(Shell, tt.frames(c)); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if _, err := c.Decode(Shell, valid(c)); err != nil {
				t.Errorf("a good message afterwards: %v", err)
			}
		})
	}
}

func TestDecode_replay_isRefused(t *testing.T) {
	c := newTestCodec(t, "key", "")
	frames, err := c.Encode(&Outgoing{MsgType: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Decode(Shell, frames); err != nil {
		t.Fatal(err)
	}
	again := append([][]byte{[]byte("other-identity")}, frames...)
	if _, err := c.Decode(Control, again); !errors.Is(err, ErrReplayed) {
		t.Errorf("got %v", err)
	}
}

func TestReplayWindow_staysBounded(t *testing.T) {
	w := newReplayWindow()
	const extra = 3 * replayCull
	for i := range replayLimit + extra {
		if !w.add([]byte(strconv.Itoa(i))) {
			t.Fatalf("%d taken for a replay", i)
		}
	}
	if len(w.seen) != len(w.order) || len(w.seen) > replayLimit {
		t.Errorf("%d seen, %d in order", len(w.seen), len(w.order))
	}
	if w.add([]byte(strconv.Itoa(replayLimit))) {
		t.Error("a recent digest was forgotten")
	}
	if !w.add([]byte("0")) {
		t.Error("the oldest digest was kept")
	}
}

func TestDecode_tolerates(t *testing.T) {
	for _, header := range []string{
		`{"msg_id":"1","msg_type":"x"}`,
		` {"msg_id":"1","msg_type":"x","date":null,"username":7,"version":[],"subshell_id":null,"session":{}}`,
	} {
		c := newTestCodec(t, "", "")
		m, err := c.Decode(Shell, [][]byte{delimiter, []byte("any"), []byte(header), []byte("{}"), []byte("\n{}"), []byte("{}")})
		if err != nil {
			t.Errorf("%s: %v", header, err)
		} else if m.Header != (Header{MsgID: "1", MsgType: "x"}) {
			t.Errorf("%s: %+v", header, m.Header)
		}
	}
}

func TestEncode_headerFields(t *testing.T) {
	c := newTestCodec(t, "key", "")
	date := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`)
	ids := map[string]bool{}
	for range 10000 {
		frames, err := c.Encode(&Outgoing{Channel: IOPub, MsgType: MsgStatus, Content: Status{Busy}})
		if err != nil {
			t.Fatal(err)
		}
		if string(frames[0]) != MsgStatus || string(frames[4]) != "{}" || string(frames[5]) != "{}" {
			t.Fatalf("%q", frames)
		}
		var h Header
		if err := json.Unmarshal(frames[3], &h); err != nil {
			t.Fatal(err)
		}
		if ids[h.MsgID] {
			t.Fatalf("msg_id %s repeated", h.MsgID)
		}
		ids[h.MsgID] = true
		if h.Session != "session-1" || h.Username != "tester" || h.Version != "5.5" || !date.MatchString(h.Date) {
			t.Fatalf("%+v", h)
		}
		if when, err := time.Parse(time.RFC3339, h.Date); err != nil || time.Since(when).Abs() > 2*time.Second {
			t.Fatalf("date %s: %v", h.Date, err)
		}
	}
}

func TestEncode_topics(t *testing.T) {
	c := newTestCodec(t, "", "")
	for want, o := range map[string]*Outgoing{
		"stream.stderr": {Channel: IOPub, MsgType: MsgStream, Content: &Stream{Name: Stderr}},
		"stream.stdout": {Channel: IOPub, MsgType: MsgStream, Content: Stream{Name: Stdout}},
		"error":         {Channel: IOPub, MsgType: MsgError, Content: Error{}},
		"mine":          {Channel: IOPub, MsgType: MsgError, Identities: [][]byte{[]byte("mine")}},
		"<IDS|MSG>":     {Channel: Shell, MsgType: MsgExecuteReply},
	} {
		frames, err := c.Encode(o)
		if err != nil || string(frames[0]) != want {
			t.Errorf("got %q, %v; want %s", frames, err, want)
		}
	}
}

func TestEncode_refusesWhatIsNoObject(t *testing.T) {
	c := newTestCodec(t, "", "")
	for _, v := range []any{[]int{1}, "text", 5, json.RawMessage(`[1]`), json.RawMessage(`{`), map[string]any{"f": func() {}}} {
		if frames, err := c.Encode(&Outgoing{MsgType: "x", Content: v}); err == nil {
			t.Errorf("content %v gave %q", v, frames)
		}
		if frames, err := c.Encode(&Outgoing{MsgType: "x", Metadata: v}); err == nil {
			t.Errorf("metadata %v gave %q", v, frames)
		}
	}
}

func TestNewCodec_unknownScheme(t *testing.T) {
	for _, key := range []string{"", "key"} {
		if _, err := NewCodec(key, "hmac-whirlpool", "s", "u"); err == nil {
			t.Error("accepted")
		}
	}
}

func TestRoundTrip_property(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blob := rapid.SliceOfN(rapid.Byte(), 0, 40)
		out := &Outgoing{
			Channel:    Shell,
			Identities: rapid.SliceOfN(blob.Filter(func(b []byte) bool { return string(b) != string(delimiter) }), 1, 3).Draw(t, "ids"),
			MsgType:    "stream",
			Content:    Stream{Name: Stdout, Text: string(blob.Draw(t, "text"))},
			Metadata:   map[string]string{"k": rapid.String().Draw(t, "meta")},
			Buffers:    rapid.SliceOfN(blob, 0, 3).Draw(t, "buffers"),
		}
		c, err := NewCodec("key", "", "s", "u")
		if err != nil {
			t.Fatal(err)
		}
		frames, err := c.Encode(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range frames[len(out.Identities) : len(out.Identities)+6] {
			if !utf8.Valid(f) {
				t.Fatalf("not UTF-8: %q", f)
			}
		}
		m, err := c.Decode(Shell, frames)
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(m.Identities, out.Identities) || len(m.Buffers) != len(out.Buffers) {
			t.Fatalf("got %q %q", m.Identities, m.Buffers)
		}
		got, err := DecodeContent[Stream](m)
		if err != nil {
			t.Fatal(err)
		}
		if want := string([]rune(out.Content.(Stream).Text)); got.Text != want {
			t.Fatalf("text %q, want %q", got.Text, want)
		}
	})
}
