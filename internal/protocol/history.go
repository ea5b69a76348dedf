package protocol

import (
	"encoding/json"
	"fmt"
)

// Values of hist_access_type.
const (
	HistoryRange  = "range"
	HistoryTail   = "tail"
	HistorySearch = "search"
)

// HistoryRequest asks for earlier inputs (protocol, "History"). Which fields count depends on HistAccessType:
// Session, Start and Stop for a range (Stop nil: to the end), N for a tail, Pattern, N and Unique for a search.
type HistoryRequest struct {
	Output         bool   `json:"output"`
	Raw            bool   `json:"raw"`
	HistAccessType string `json:"hist_access_type"`
	Session        int    `json:"session"`
	Start          int    `json:"start"`
	Stop           *int   `json:"stop"`
	N              *int   `json:"n"`
	Pattern        string `json:"pattern"`
	Unique         bool   `json:"unique"`
}

// HistoryReply lists entries, the oldest first.
type HistoryReply struct {
	Status  string         `json:"status"`
	History []HistoryEntry `json:"history"`
}

func (r HistoryReply) normalized() any {
	r.History = list(r.History)
	return r
}

func (r HistoryReply) size() int {
	n := 0
	for _, e := range r.History {
		n += 32 + len(e.Input)
		if e.Output != nil {
			n += len(*e.Output)
		}
	}
	return n
}

// HistoryEntry is one input. It encodes as [session, line, input] or, if outputs were asked for (WithOutput),
// as [session, line, [input, output]], where a nil Output is null.
type HistoryEntry struct {
	Session    int
	Line       int
	Input      string
	WithOutput bool
	Output     *string
}

// MarshalJSON gives the array form.
func (e HistoryEntry) MarshalJSON() ([]byte, error) {
	if e.WithOutput {
		return marshal([3]any{e.Session, e.Line, [2]any{e.Input, e.Output}})
	}
	return marshal([3]any{e.Session, e.Line, e.Input})
}

// UnmarshalJSON reads either array form.
func (e *HistoryEntry) UnmarshalJSON(b []byte) error {
	var fields []json.RawMessage
	if err := json.Unmarshal(b, &fields); err != nil {
		return err
	}
	if len(fields) != 3 {
		return fmt.Errorf("history entry: expected 3 fields, got %d", len(fields))
	}
	var entry HistoryEntry
	if err := json.Unmarshal(fields[0], &entry.Session); err != nil {
		return err
	}
	if err := json.Unmarshal(fields[1], &entry.Line); err != nil {
		return err
	}
	var pair []*string
	if json.Unmarshal(fields[2], &pair) == nil && len(pair) == 2 && pair[0] != nil {
		entry.Input, entry.Output, entry.WithOutput = *pair[0], pair[1], true
	} else if err := json.Unmarshal(fields[2], &entry.Input); err != nil {
		return err
	}
	*e = entry
	return nil
}
