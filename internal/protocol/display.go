package protocol

import (
	"encoding/json"
	"fmt"
)

// Transient holds what belongs to a display but is not stored in a notebook.
type Transient struct {
	DisplayID string `json:"display_id,omitempty"`
}

// DisplayData shows something (protocol, "Display data"). Data maps MIME types to values; Metadata maps them to
// objects. Both are objects in JSON.
type DisplayData struct {
	Data      json.RawMessage `json:"data"`
	Metadata  json.RawMessage `json:"metadata"`
	Transient *Transient      `json:"transient,omitempty"`
}

func (c DisplayData) normalized() any {
	c.Data, c.Metadata = object(c.Data), object(c.Metadata)
	return c
}

func (c DisplayData) size() int { return len(c.Data) + len(c.Metadata) }

// UpdateDisplayData replaces the displays that have the same display_id, which is required here.
type UpdateDisplayData struct {
	Data      json.RawMessage `json:"data"`
	Metadata  json.RawMessage `json:"metadata"`
	Transient Transient       `json:"transient"`
}

func (c UpdateDisplayData) normalized() any {
	c.Data, c.Metadata = object(c.Data), object(c.Metadata)
	return c
}

func (c UpdateDisplayData) size() int { return len(c.Data) + len(c.Metadata) }

// ClearOutput removes the outputs of the cell, at once or, with Wait, when the next output comes.
type ClearOutput struct {
	Wait bool `json:"wait"`
}

// encodeBundle is marshal for the three messages that hold a MIME bundle: one copy of data, which may be large.
// execution_count is left out if count is nil, transient likewise.
func encodeBundle(count *int, data, metadata json.RawMessage, transient *Transient) (json.RawMessage, error) {
	for name, raw := range map[string]json.RawMessage{"data": data, "metadata": metadata} {
		if err := checkObject(name, raw); err != nil {
			return nil, err
		}
	}
	tail := []byte("}")
	if transient != nil {
		encoded, err := marshal(transient)
		if err != nil {
			return nil, err
		}
		tail = append(append([]byte(`,"transient":`), encoded...), '}')
	}
	b := make([]byte, 0, len(data)+len(metadata)+len(tail)+64)
	b = append(b, '{')
	if count != nil {
		b = fmt.Appendf(b, `"execution_count":%d,`, *count)
	}
	b = append(append(b, `"data":`...), data...)
	b = append(append(b, `,"metadata":`...), metadata...)
	return validUTF8(append(b, tail...)), nil
}
