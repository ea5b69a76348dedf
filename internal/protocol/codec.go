package protocol

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// dateLayout has exactly six fractional digits: clients parse at most six, and expect a zone.
const dateLayout = "2006-01-02T15:04:05.000000Z"

// Codec translates between frames and messages, with one key and one session. A process has one.
// Encode may be called from any goroutine, Decode from one at a time.
type Codec struct {
	signer   *signer // nil: messages are not signed
	replays  *replayWindow
	session  string
	username string
	idPrefix string
	nextID   atomic.Uint64
}

// NewCodec makes a codec. An empty key turns signing off, an empty scheme means hmac-sha256.
// All messages of the codec carry the same session; it should be new in each process.
func NewCodec(key, scheme, session, username string) (*Codec, error) {
	s, err := newSigner(key, scheme)
	if err != nil {
		return nil, err
	}
	// msg_ids must not repeat across processes that were given the same session.
	id, err := uuid.NewRandom()
	if err != nil {
		return nil, fmt.Errorf("no random bytes for message ids: %w", err)
	}
	return &Codec{
		signer: s, replays: newReplayWindow(), session: session, username: username, idPrefix: id.String() + "_",
	}, nil
}

// Session returns the session that all messages of this codec carry.
func (c *Codec) Session() string { return c.session }

// Decode verifies and parses the frames of one message; the message keeps the frames.
// Errors wrap ErrNoDelimiter, ErrTooFewFrames, ErrBadSignature, ErrReplayed or ErrBadJSON. No frame content is put
// into an error, as code of users may not reach the log.
func (c *Codec) Decode(ch Channel, frames [][]byte) (*Message, error) {
	identities, body, err := split(frames)
	if err != nil {
		return nil, err
	}
	if err := c.authenticate(body); err != nil {
		return nil, err
	}
	for i := frameHeader; i < framesFixed; i++ {
		if err := checkObject(frameNames[i], body[i]); err != nil {
			return nil, err
		}
	}
	header, err := parseHeader(body[frameHeader])
	if err != nil {
		return nil, err
	}
	return &Message{
		Channel:      ch,
		Identities:   identities,
		Header:       header,
		RawHeader:    body[frameHeader],
		ParentHeader: body[frameParent],
		Metadata:     body[frameMetadata],
		Content:      body[frameContent],
		Buffers:      body[framesFixed:],
	}, nil
}

// authenticate checks signature and novelty of the frames after the delimiter.
func (c *Codec) authenticate(body [][]byte) error {
	if c.signer == nil {
		return nil
	}
	digest, ok := c.signer.verify(body[frameSignature], body[frameHeader:framesFixed])
	if !ok {
		return fmt.Errorf("%w: message was not signed with the key of the connection file", ErrBadSignature)
	}
	if !c.replays.add(digest) {
		return ErrReplayed
	}
	return nil
}

// Encode gives the frames of a message, with a fresh msg_id and date. It fails if content or metadata can not be
// encoded or is no object; nothing may be sent then.
func (c *Codec) Encode(o *Outgoing) ([][]byte, error) {
	content, err := EncodeContent(o.Content)
	if err != nil {
		return nil, fmt.Errorf("content of %s: %w", o.MsgType, err)
	}
	metadata, err := EncodeContent(o.Metadata)
	if err != nil {
		return nil, fmt.Errorf("metadata of %s: %w", o.MsgType, err)
	}
	header, err := c.header(o)
	if err != nil {
		return nil, fmt.Errorf("header of %s: %w", o.MsgType, err)
	}
	parent := []byte("{}")
	if len(o.Parent) > 0 {
		parent = validUTF8(o.Parent)
	}
	prefix := o.Identities
	if prefix == nil && o.Channel == IOPub {
		prefix = [][]byte{o.topic()}
	}
	signed := [][]byte{header, parent, metadata, content}
	frames := make([][]byte, 0, len(prefix)+2+len(signed)+len(o.Buffers))
	frames = append(frames, prefix...)
	frames = append(frames, delimiter, c.signer.sign(signed))
	frames = append(frames, signed...)
	return append(frames, o.Buffers...), nil
}

func (c *Codec) header(o *Outgoing) (json.RawMessage, error) {
	msgID := o.MsgID
	if msgID == "" {
		msgID = c.idPrefix + strconv.FormatUint(c.nextID.Add(1), 10)
	}
	return marshal(Header{
		MsgID:    msgID,
		Session:  c.session,
		Username: c.username,
		Date:     time.Now().UTC().Format(dateLayout),
		MsgType:  o.MsgType,
		Version:  Version,
	})
}
