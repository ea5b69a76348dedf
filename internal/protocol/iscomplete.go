package protocol

// Values of the field status of an is_complete_reply.
const (
	CodeComplete   = "complete"
	CodeIncomplete = "incomplete"
	CodeInvalid    = "invalid"
	CodeUnknown    = "unknown"
)

// IsCompleteRequest asks whether the code can be run as it is.
type IsCompleteRequest struct {
	Code string `json:"code"`
}

// IsCompleteReply answers with a Status of its own; Indent is sent only for incomplete code.
type IsCompleteReply struct {
	Status string
	Indent string
}

func (r IsCompleteReply) normalized() any {
	if r.Status != CodeIncomplete {
		return map[string]string{"status": r.Status}
	}
	return map[string]string{"status": r.Status, "indent": r.Indent}
}
