package protocol

import (
	"encoding/json"
	"fmt"
)

// Header is the header of a message (protocol, "Message header").
type Header struct {
	MsgID      string  `json:"msg_id"`
	Session    string  `json:"session"`
	Username   string  `json:"username"`
	Date       string  `json:"date"`
	MsgType    string  `json:"msg_type"`
	Version    string  `json:"version"`
	SubshellID *string `json:"subshell_id,omitempty"`
}

// Message is a received message whose signature was verified and whose four JSON frames are objects.
// It is not changed after [Codec.Decode]; any goroutine may read it.
type Message struct {
	Channel    Channel
	Identities [][]byte // the routing prefix, to be sent back before a reply
	Header     Header
	// RawHeader holds the bytes of the header frame: the parent_header of everything that this message causes.
	RawHeader    json.RawMessage
	ParentHeader json.RawMessage
	Metadata     json.RawMessage
	Content      json.RawMessage
	Buffers      [][]byte
}

// Reply makes a message that goes back to the sender, on the channel where m came from, with m as its parent.
func (m *Message) Reply(msgType string, content any) *Outgoing {
	return &Outgoing{Channel: m.Channel, Identities: m.Identities, MsgType: msgType, Parent: m.RawHeader, Content: content}
}

// Publish makes an IOPub message with m as its parent.
func (m *Message) Publish(msgType string, content any) *Outgoing {
	return &Outgoing{Channel: IOPub, MsgType: msgType, Parent: m.RawHeader, Content: content}
}

// Outgoing is a message to send. It must not be changed once it was handed to the sending goroutine.
type Outgoing struct {
	Channel Channel
	// Identities is the routing prefix on Shell, Control and Stdin, and the topic frames on IOPub, where nil stands for
	// one frame made from the msg_type ("stream.stdout" for a stream).
	Identities [][]byte
	MsgType    string
	MsgID      string          // unique in this process; "" for one made at encoding
	Parent     json.RawMessage // header of the request that caused this message; nil for none
	Metadata   any             // must encode as an object; nil for {}
	Content    any             // a content struct, a map or a json.RawMessage that encodes as an object; nil for {}
	Buffers    [][]byte
}

// overhead stands for the frames that Size does not count: signature, header, parent_header and small contents.
const overhead = 512

// sized is implemented by contents that can be big.
type sized interface{ size() int }

// Size estimates the bytes of the encoded message, for bounds on queues. It costs nothing close to encoding.
func (o *Outgoing) Size() int {
	n := overhead
	switch c := o.Content.(type) {
	case sized:
		if !isNilPointer(c) {
			n += c.size()
		}
	case json.RawMessage:
		n += len(c)
	}
	if m, ok := o.Metadata.(json.RawMessage); ok {
		n += len(m)
	}
	for _, b := range o.Buffers {
		n += len(b)
	}
	return n
}

// topic is the first frame of an IOPub message that names none; subscribers filter by its prefix.
func (o *Outgoing) topic() []byte {
	switch c := o.Content.(type) {
	case Stream:
		return []byte(MsgStream + "." + c.Name)
	case *Stream:
		if c != nil {
			return []byte(MsgStream + "." + c.Name)
		}
	}
	return []byte(o.MsgType)
}

// DecodeContent decodes the content of m. Unknown fields are ignored and null counts as absent.
// The error names the message and the field at fault.
func DecodeContent[T any](m *Message) (T, error) {
	var content T
	if err := json.Unmarshal(m.Content, &content); err != nil {
		return content, fmt.Errorf("content of %s %s does not fit the protocol: %w", m.Header.MsgType, m.Header.MsgID, err)
	}
	return content, nil
}

// DecodeExecuteRequest decodes an execute_request with the defaults of the protocol filled in; see [ExecuteRequest].
func DecodeExecuteRequest(m *Message) (ExecuteRequest, error) {
	return DecodeContent[ExecuteRequest](m)
}
