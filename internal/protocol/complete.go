package protocol

import "encoding/json"

// CompleteRequest asks how to go on at CursorPos, which counts Unicode code points; nil means the end of the code.
type CompleteRequest struct {
	Code      string `json:"code"`
	CursorPos *int   `json:"cursor_pos"`
}

// CompleteReply gives the texts that may replace the code points from CursorStart up to CursorEnd.
type CompleteReply struct {
	Status      string          `json:"status"`
	Matches     []string        `json:"matches"`
	CursorStart int             `json:"cursor_start"`
	CursorEnd   int             `json:"cursor_end"`
	Metadata    json.RawMessage `json:"metadata"`
}

func (r CompleteReply) normalized() any {
	r.Matches = list(r.Matches)
	r.Metadata = object(r.Metadata)
	return r
}

func (r CompleteReply) size() int {
	n := len(r.Metadata)
	for _, m := range r.Matches {
		n += len(m)
	}
	return n
}
