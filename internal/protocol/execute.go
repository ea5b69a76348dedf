package protocol

import (
	"encoding/json"
)

// ExecuteRequest asks to run code (protocol, "Execute"). Decoding fills in the defaults of absent and null fields:
// StoreHistory is !Silent, and always false if Silent; StopOnError is true; the rest is the zero value.
type ExecuteRequest struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    bool              `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     bool              `json:"stop_on_error"`
}

// UnmarshalJSON decodes with the defaults described at [ExecuteRequest].
func (r *ExecuteRequest) UnmarshalJSON(b []byte) error {
	var wire struct {
		Code            string            `json:"code"`
		Silent          bool              `json:"silent"`
		StoreHistory    *bool             `json:"store_history"`
		UserExpressions map[string]string `json:"user_expressions"`
		AllowStdin      bool              `json:"allow_stdin"`
		StopOnError     *bool             `json:"stop_on_error"`
	}
	if err := json.Unmarshal(b, &wire); err != nil {
		return err
	}
	*r = ExecuteRequest{
		Code:            wire.Code,
		Silent:          wire.Silent,
		StoreHistory:    !wire.Silent && (wire.StoreHistory == nil || *wire.StoreHistory),
		UserExpressions: wire.UserExpressions,
		AllowStdin:      wire.AllowStdin,
		StopOnError:     wire.StopOnError == nil || *wire.StopOnError,
	}
	return nil
}

func (r ExecuteRequest) normalized() any {
	r.UserExpressions = dict(r.UserExpressions)
	return r
}

// Error describes an error: the content of the IOPub message, and a part of replies (protocol, "Execution errors").
type Error struct {
	EName     string   `json:"ename"`
	EValue    string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

func (e Error) normalized() any {
	e.Traceback = list(e.Traceback)
	return e
}

func (e Error) size() int {
	n := len(e.EName) + len(e.EValue)
	for _, line := range e.Traceback {
		n += len(line)
	}
	return n
}

// ExecuteReply answers an execute_request. Error is set if and only if Status is StatusError.
// The error variant has the other fields too: clients read execution_count whatever the status.
// A request that was not run is answered by [AbortedReply] instead.
type ExecuteReply struct {
	Status string `json:"status"`
	*Error
	ExecutionCount  int                        `json:"execution_count"`
	Payload         []json.RawMessage          `json:"payload"`
	UserExpressions map[string]json.RawMessage `json:"user_expressions"`
}

func (r ExecuteReply) normalized() any {
	if r.Error != nil {
		r.Error = &Error{EName: r.EName, EValue: r.EValue, Traceback: list(r.Traceback)}
	}
	r.Payload = list(r.Payload)
	r.UserExpressions = dict(r.UserExpressions)
	return r
}

func (r ExecuteReply) size() int {
	n := 0
	if r.Error != nil {
		n = r.Error.size()
	}
	for _, p := range r.Payload {
		n += len(p)
	}
	for name, value := range r.UserExpressions {
		n += len(name) + len(value)
	}
	return n
}

// ErrorReply is the content of any reply to a request that failed; the usual fields of the reply are left out.
type ErrorReply struct {
	Status    string   `json:"status"`
	EName     string   `json:"ename"`
	EValue    string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// NewErrorReply makes the reply that reports e.
func NewErrorReply(e Error) ErrorReply {
	return ErrorReply{Status: StatusError, EName: e.EName, EValue: e.EValue, Traceback: e.Traceback}
}

func (r ErrorReply) normalized() any {
	r.Traceback = list(r.Traceback)
	return r
}

func (r ErrorReply) size() int {
	return Error{EName: r.EName, EValue: r.EValue, Traceback: r.Traceback}.size()
}

// AbortedReply answers an execute_request that was queued behind one that failed. It encodes as
// {"status":"aborted"} and has no execution_count, from which clients would take the code as run.
type AbortedReply struct{}

// MarshalJSON gives the one value of this type.
func (AbortedReply) MarshalJSON() ([]byte, error) {
	return []byte(`{"status":"` + StatusAborted + `"}`), nil
}

// ExecuteInput tells all clients which code runs now.
type ExecuteInput struct {
	Code           string `json:"code"`
	ExecutionCount int    `json:"execution_count"`
}

func (c ExecuteInput) size() int { return len(c.Code) }

// ExecuteResult is a value of the code of an execute_request.
type ExecuteResult struct {
	ExecutionCount int             `json:"execution_count"`
	Data           json.RawMessage `json:"data"`
	Metadata       json.RawMessage `json:"metadata"`
	Transient      *Transient      `json:"transient,omitempty"`
}

func (c ExecuteResult) normalized() any {
	c.Data, c.Metadata = object(c.Data), object(c.Metadata)
	return c
}

func (c ExecuteResult) size() int { return len(c.Data) + len(c.Metadata) }
