package console

import (
	"bytes"
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

func TestIncompleteSuffix(t *testing.T) {
	for text, want := range map[string]int{
		"":                 0,
		"a":                0,
		"é":                0,
		"🎉":                0,
		"\xc3":             1,
		"é\xc3":            1,
		"\xe2\x82":         2,
		"a\xf0\x9f\x8e":    3,
		"\xf0":             1,
		"\x80":             0, // a continuation of nothing
		"\x80\x80\x80\x80": 0,
		"\xff":             0,
		"\xc0":             0, // begins no sequence
		"\xed\xa0":         0, // half a surrogate
		"\xf4\x90":         0, // beyond Unicode
		"\xc3\x28":         0,
		"\xe2\x82\xac\xe2": 1,
	} {
		if got := incompleteSuffix([]byte(text)); got != want {
			t.Errorf("incompleteSuffix(%q) = %d, want %d", text, got, want)
		}
	}
}

var replaced = regexp.MustCompile("\uFFFD+")

// However the bytes of two sources are cut into writes, and whenever they are
// flushed, each gives its text; how many marks stand for a run of bad bytes may differ.
func FuzzStreams_split(f *testing.F) {
	f.Add([]byte("caf\xc3\xa9 \xf0\x9f\x8e\x89"), []byte("\xe2\x82\xac\xff"), []byte{1, 200, 3, 0, 129})
	f.Add([]byte("\xc3"), []byte("\xc3\xa9\xc3"), []byte{0})
	f.Fuzz(func(t *testing.T, out, fd2, cuts []byte) {
		r := newFakeR()
		q := NewOutbound()
		s := newStreams(r, q)
		s.begin(nil, false, func() {})
		rest := map[Source][]byte{ConsoleStdout: out, FD2: fd2}
		for _, cut := range cuts {
			source := []Source{ConsoleStdout, FD2}[cut%2]
			n := min(int(cut>>1)%7, len(rest[source]))
			r.write(source, rest[source][:n]...)
			rest[source] = rest[source][n:]
			if cut > 128 {
				s.do(nil)
			}
		}
		r.write(ConsoleStdout, rest[ConsoleStdout]...)
		r.write(FD2, rest[FD2]...)
		s.end(func() {})

		got := map[string]string{}
		for _, m := range q.Take() {
			c := m.Content.(protocol.Stream)
			if !utf8.ValidString(c.Text) || c.Text == "" {
				t.Errorf("message with %q", c.Text)
			}
			got[c.Name] += c.Text
		}
		for name, text := range map[string][]byte{protocol.Stdout: out, protocol.Stderr: fd2} {
			want := string(bytes.ToValidUTF8(text, []byte("\uFFFD")))
			if replaced.ReplaceAllString(got[name], "?") != replaced.ReplaceAllString(want, "?") {
				t.Errorf("%s: wrote %q, got %q", name, text, got[name])
			}
		}
	})
}
