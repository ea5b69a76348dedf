package kerneltest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Message is a message from the kernel, checked.
type Message struct {
	Channel  protocol.Channel
	At       time.Time // when it was received
	Frames   [][]byte  // as received
	Routing  [][]byte  // frames before the delimiter: IOPub topic or identities
	Header   protocol.Header
	Parent   json.RawMessage
	ParentID string // msg_id of the parent, "" when it is {}
	Metadata json.RawMessage
	Content  json.RawMessage
	Buffers  [][]byte

	signature string
	rawHeader json.RawMessage
	// afterForeignIdle is set on IOPub when the message before was an Idle of another
	// request: only there may a running request's Busy be repeated.
	afterForeignIdle bool
}

// Type returns the msg_type.
func (m *Message) Type() string { return m.Header.MsgType }

// State returns the execution_state of a status message, "" for other types.
func (m *Message) State() string {
	if m.Type() != protocol.MsgStatus {
		return ""
	}
	var status struct {
		State string `json:"execution_state"`
	}
	if json.Unmarshal(m.Content, &status) != nil {
		return ""
	}
	return status.State
}

// Fields returns the content as a map.
func (m *Message) Fields(tb testing.TB) map[string]any {
	tb.Helper()
	fields := map[string]any{}
	m.Decode(tb, &fields)
	return fields
}

// Decode decodes the content into v.
func (m *Message) Decode(tb testing.TB, v any) {
	tb.Helper()
	if err := json.Unmarshal(m.Content, v); err != nil {
		tb.Fatalf("content of %s: %v\n%s", m.Type(), err, clip(string(m.Content), 500))
	}
}

// String is one line for logs.
func (m *Message) String() string {
	return fmt.Sprintf("%s %s parent=%.8s %s", m.Channel, m.Type(), m.ParentID, clip(string(m.Content), 160))
}

// parse takes a multipart message apart and checks what needs no knowledge of the
// conversation: framing, signature, JSON objects, UTF-8, header fields.
func (s *signer) parse(ch protocol.Channel, frames [][]byte) (*Message, error) {
	m := &Message{Channel: ch, At: time.Now(), Frames: frames}
	at := -1
	for i, f := range frames {
		if bytes.Equal(f, delimiter) {
			at = i
			break
		}
	}
	if at < 0 {
		return m, errors.New("no <IDS|MSG> frame")
	}
	m.Routing = frames[:at]
	rest := frames[at+1:]
	if len(rest) < 5 {
		return m, fmt.Errorf("expected a signature and four JSON frames after the delimiter, got %d frames", len(rest))
	}
	m.signature = string(rest[0])
	m.rawHeader, m.Parent, m.Metadata, m.Content, m.Buffers = rest[1], rest[2], rest[3], rest[4], rest[5:]
	if want := s.signature(rest[1:5]...); string(want) != m.signature {
		return m, fmt.Errorf("signature is %q, expected %q", m.signature, want)
	}
	for i, name := range []string{"header", "parent_header", "metadata", "content"} {
		if err := checkObject(rest[1+i]); err != nil {
			return m, fmt.Errorf("%s frame: %w", name, err)
		}
	}
	if err := json.Unmarshal(m.rawHeader, &m.Header); err != nil {
		return m, fmt.Errorf("header: %w", err)
	}
	var parent struct {
		MsgID string `json:"msg_id"`
	}
	if err := json.Unmarshal(m.Parent, &parent); err != nil {
		return m, fmt.Errorf("parent_header: %w", err)
	}
	m.ParentID = parent.MsgID
	return m, checkHeader(m.rawHeader)
}

// checkObject wants a JSON object in valid UTF-8; encoding/json alone would repair
// invalid bytes silently.
func checkObject(frame []byte) error {
	if !utf8.Valid(frame) {
		return fmt.Errorf("invalid UTF-8: %q", clip(string(frame), 200))
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(frame, &object); err != nil {
		return fmt.Errorf("expected a JSON object: %w: %s", err, clip(string(frame), 200))
	}
	if object == nil {
		return errors.New("expected a JSON object, got null")
	}
	return nil
}
