package protocol

import "encoding/json"

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
