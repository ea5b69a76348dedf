package protocol

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

// FuzzDecode feeds frames, separated by newlines, with and without a key: no input may panic, and what is accepted
// must hold what Message promises.
func FuzzDecode(f *testing.F) {
	for _, g := range readGolden(f) {
		f.Add(bytes.Join(g.Frames, []byte("\n")), false)
	}
	f.Add([]byte("<IDS|MSG>\n\n{\"msg_id\":\"1\",\"msg_type\":\"x\"}\n{}\n{}\n{}"), true)
	f.Add([]byte("<IDS|MSG>\n\n[]\nnull\n{}\n{\"a\":1e999}"), true)
	f.Add([]byte("<IDS|MSG>\n<IDS|MSG>\n<IDS|MSG>"), true)
	f.Fuzz(func(t *testing.T, joined []byte, signIt bool) {
		frames := bytes.Split(joined, []byte("\n"))
		signed := newTestCodec(t, "key", "")
		if ids, body, err := split(frames); signIt && err == nil {
			frames[len(ids)+1] = signed.signer.sign(body[frameHeader:framesFixed])
		}
		for _, c := range []*Codec{signed, newTestCodec(t, "", "")} {
			m, err := c.Decode(Shell, frames)
			if err != nil {
				continue
			}
			if m.Header.MsgID == "" || m.Header.MsgType == "" {
				t.Errorf("accepted without msg_id or msg_type: %q", m.RawHeader)
			}
			_, _ = DecodeExecuteRequest(m)
			_, _ = DecodeContent[HistoryRequest](m)
			reply, err := c.Encode(m.Reply("r", nil))
			if err != nil {
				t.Fatalf("no reply can be made: %v", err)
			}
			if !utf8.Valid(reply[len(m.Identities)+3]) {
				t.Errorf("parent_header is not UTF-8: %q", reply[len(m.Identities)+3])
			}
		}
	})
}

// FuzzRoundTrip encodes arbitrary text and bytes and decodes them again.
func FuzzRoundTrip(f *testing.F) {
	f.Add("hello\n", []byte("id"), []byte{0, 255})
	f.Add("\x00 é \U0001d41a \xff </script>", []byte{0, 1, 2}, []byte{})
	f.Fuzz(func(t *testing.T, text string, identity, buffer []byte) {
		if bytes.Equal(identity, delimiter) {
			t.Skip("not an identity that a peer can have")
		}
		c := newTestCodec(t, "key", "hmac-sha1")
		frames, err := c.Encode(&Outgoing{
			Identities: [][]byte{identity}, MsgType: MsgStream, Content: Stream{Stdout, text}, Buffers: [][]byte{buffer},
		})
		if err != nil {
			t.Fatal(err)
		}
		m, err := c.Decode(Shell, frames)
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeContent[Stream](m)
		if err != nil {
			t.Fatal(err)
		}
		if got.Text != string([]rune(text)) || !bytes.Equal(m.Buffers[0], buffer) || !bytes.Equal(m.Identities[0], identity) {
			t.Errorf("got %q %q %q", got.Text, m.Buffers, m.Identities)
		}
	})
}
