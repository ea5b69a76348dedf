package kerneltest

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"time"

	"github.com/google/uuid"

	"github.com/gokernel/gokernel/internal/protocol"
)

// delimiter separates routing frames from the message.
var delimiter = []byte("<IDS|MSG>")

// signer computes signatures independently of the kernel's own code, so that an
// error shared by both directions of protocol.Codec cannot hide.
type signer struct {
	key     []byte
	newHash func() hash.Hash
}

func newSigner(c Connection) (*signer, error) {
	schemes := map[string]func() hash.Hash{
		"hmac-sha256": sha256.New, "hmac-sha512": sha512.New, "hmac-sha384": sha512.New384,
		"hmac-sha1": sha1.New, "hmac-md5": md5.New,
	}
	newHash, ok := schemes[c.SignatureScheme]
	if !ok {
		return nil, fmt.Errorf("unknown signature scheme %q", c.SignatureScheme)
	}
	return &signer{key: []byte(c.Key), newHash: newHash}, nil
}

// signature returns the signature frame for four JSON frames.
func (s *signer) signature(parts ...[]byte) []byte {
	if len(s.key) == 0 {
		return []byte{}
	}
	mac := hmac.New(s.newHash, s.key)
	for _, p := range parts {
		mac.Write(p)
	}
	return []byte(hex.EncodeToString(mac.Sum(nil)))
}

// sign builds the frames of a message from the texts of its four JSON frames.
func (s *signer) sign(header, parent, metadata, content string, buffers ...[]byte) [][]byte {
	parts := [][]byte{[]byte(header), []byte(parent), []byte(metadata), []byte(content)}
	frames := append([][]byte{delimiter, s.signature(parts...)}, parts...)
	return append(frames, buffers...)
}

// Sign returns the frames of a correctly signed message with exactly these JSON
// texts, for messages that no well-behaved client would send.
func (c *Client) Sign(header, parent, metadata, content string, buffers ...[]byte) [][]byte {
	return c.signer.sign(header, parent, metadata, content, buffers...)
}

// Header returns the JSON text of a fresh request header; edit, if not nil, may
// change its fields before.
func (c *Client) Header(msgType string, edit func(fields map[string]any)) string {
	text := newHeader(msgType, c.session)
	if edit == nil {
		return text
	}
	fields := map[string]any{}
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		c.tb.Fatal(err)
	}
	edit(fields)
	return marshal(c, fields)
}

func newHeader(msgType, session string) string {
	text, err := json.Marshal(protocol.Header{
		MsgID: uuid.NewString(), Session: session, Username: "tester", MsgType: msgType, Version: "5.5",
		Date: time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
	})
	if err != nil {
		panic(err) // a struct of strings always marshals
	}
	return string(text)
}

// marshal is json.Marshal without HTML escapes, which no frontend makes.
func marshal(c *Client, v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		c.tb.Fatalf("cannot encode %T: %v", v, err)
	}
	return string(bytes.TrimRight(b.Bytes(), "\n"))
}
