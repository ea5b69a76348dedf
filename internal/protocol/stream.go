package protocol

// Stream is text on Stdout or Stderr (protocol, "Streams").
type Stream struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

func (c Stream) size() int { return len(c.Text) }
