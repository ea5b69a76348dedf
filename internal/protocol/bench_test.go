package protocol

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func BenchmarkEncode_status(b *testing.B) {
	c := newTestCodec(b, "0123456789abcdef", "")
	o := &Outgoing{Channel: IOPub, MsgType: MsgStatus, Content: Status{Busy}, Parent: json.RawMessage(`{"msg_id":"1"}`)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Encode(o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode_display1MB(b *testing.B) {
	c := newTestCodec(b, "0123456789abcdef", "")
	data := json.RawMessage(`{"image/png":"` + strings.Repeat("iVBO", 1<<18) + `"}`)
	o := &Outgoing{Channel: IOPub, MsgType: MsgDisplayData, Content: DisplayData{Data: data}}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := c.Encode(o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	c := newTestCodec(b, "0123456789abcdef", "")
	frames, err := c.Encode(&Outgoing{MsgType: MsgExecuteRequest, Content: ExecuteRequest{Code: "x <- 1"}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		c.replays = newReplayWindow()
		if _, err := c.Decode(Shell, frames); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	frames := [][]byte{bytes.Repeat([]byte("h"), 200), []byte("{}"), []byte("{}"), bytes.Repeat([]byte("c"), 300)}
	for _, scheme := range []string{"hmac-sha256", "hmac-sha512", "hmac-sha384", "hmac-sha1", "hmac-md5"} {
		b.Run(scheme, func(b *testing.B) {
			c := newTestCodec(b, "0123456789abcdef", scheme)
			b.ReportAllocs()
			for b.Loop() {
				c.signer.sign(frames)
			}
		})
	}
}
