package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Reasons for which [Codec.Decode] refuses frames. They come wrapped; use errors.Is.
var (
	ErrNoDelimiter  = errors.New("no <IDS|MSG> frame")
	ErrTooFewFrames = errors.New("too few frames after <IDS|MSG>")
	ErrBadSignature = errors.New("bad signature")
	ErrReplayed     = errors.New("message was received before")
	ErrBadJSON      = errors.New("bad JSON")
)

var delimiter = []byte("<IDS|MSG>")

// Frames after the delimiter, before the buffers.
const (
	frameSignature = iota
	frameHeader
	frameParent
	frameMetadata
	frameContent
	framesFixed
)

var frameNames = [framesFixed]string{"signature", "header", "parent_header", "metadata", "content"}

// split cuts frames at the first delimiter into the routing prefix and the rest.
func split(frames [][]byte) (identities, body [][]byte, err error) {
	for i, f := range frames {
		if !bytes.Equal(f, delimiter) {
			continue
		}
		body = frames[i+1:]
		if len(body) < framesFixed {
			return nil, nil, fmt.Errorf("%w: expected at least %d, got %d", ErrTooFewFrames, framesFixed, len(body))
		}
		return frames[:i:i], body, nil
	}
	return nil, nil, fmt.Errorf("%w among %d frames", ErrNoDelimiter, len(frames))
}

// checkObject verifies that a frame is one JSON object.
func checkObject(name string, frame []byte) error {
	if trimmed := bytes.TrimLeft(frame, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' {
		return fmt.Errorf("%w: %s is not an object", ErrBadJSON, name)
	}
	if !json.Valid(frame) {
		return fmt.Errorf("%w: %s does not parse", ErrBadJSON, name)
	}
	return nil
}

// looseString takes a JSON string and leaves anything else as "": clients differ in what they put into optional fields.
type looseString string

func (s *looseString) UnmarshalJSON(b []byte) error {
	*s = ""
	if len(b) == 0 || b[0] != '"' {
		return nil
	}
	return json.Unmarshal(b, (*string)(s))
}

// parseHeader reads the header frame. Only msg_id and msg_type are required.
func parseHeader(frame []byte) (Header, error) {
	var h struct {
		MsgID      looseString  `json:"msg_id"`
		Session    looseString  `json:"session"`
		Username   looseString  `json:"username"`
		Date       looseString  `json:"date"`
		MsgType    looseString  `json:"msg_type"`
		Version    looseString  `json:"version"`
		SubshellID *looseString `json:"subshell_id"`
	}
	if err := json.Unmarshal(frame, &h); err != nil {
		return Header{}, fmt.Errorf("%w: header: %w", ErrBadJSON, err)
	}
	if h.MsgID == "" || h.MsgType == "" {
		return Header{}, fmt.Errorf("%w: header needs msg_id and msg_type, both non-empty strings", ErrBadJSON)
	}
	return Header{
		MsgID: string(h.MsgID), Session: string(h.Session), Username: string(h.Username), Date: string(h.Date),
		MsgType: string(h.MsgType), Version: string(h.Version), SubshellID: (*string)(h.SubshellID),
	}, nil
}
