package protocol

import "encoding/json"

// InspectRequest asks about the object at CursorPos (code points; nil: the end), with more detail at DetailLevel 1.
type InspectRequest struct {
	Code        string `json:"code"`
	CursorPos   *int   `json:"cursor_pos"`
	DetailLevel int    `json:"detail_level"`
}

// InspectReply describes the object as a MIME bundle. Nothing found is no error: Found is false and Data empty.
type InspectReply struct {
	Status   string          `json:"status"`
	Found    bool            `json:"found"`
	Data     json.RawMessage `json:"data"`
	Metadata json.RawMessage `json:"metadata"`
}

func (r InspectReply) normalized() any {
	r.Data, r.Metadata = object(r.Data), object(r.Metadata)
	return r
}

func (r InspectReply) size() int { return len(r.Data) + len(r.Metadata) }
