package protocol

// InputRequest asks the user for a line, on Stdin (protocol, "Messages on the stdin channel").
type InputRequest struct {
	Prompt   string `json:"prompt"`
	Password bool   `json:"password"`
}

func (c InputRequest) size() int { return len(c.Prompt) }

// InputReply is the line without its line end; EndOfInput stands for end of file.
type InputReply struct {
	Value string `json:"value"`
}

// EndOfInput is the value of an input_reply by which clients signal end of file.
const EndOfInput = "\x04"
