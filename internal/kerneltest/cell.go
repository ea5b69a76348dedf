package kerneltest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Cell is one execute_request and everything that answers it.
type Cell struct {
	ID   string
	Code string

	c      *Client
	silent bool
	limit  time.Duration
	reply  *Message
	frame  frame
	iopub  []*Message // between Busy and Idle, without execute_input
	input  *Message   // execute_input
	waited bool
	seen   map[string]bool // msg_types (streams: names) that the test has looked at
}

// ExecuteReply is the content of execute_reply, whatever its status.
type ExecuteReply struct {
	Status          string                    `json:"status"`
	ExecutionCount  int                       `json:"execution_count"`
	EName           string                    `json:"ename"`
	EValue          string                    `json:"evalue"`
	Traceback       []string                  `json:"traceback"`
	Payload         []map[string]any          `json:"payload"`
	UserExpressions map[string]UserExpression `json:"user_expressions"`
}

// UserExpression is the value of one user expression.
type UserExpression struct {
	Status    string         `json:"status"`
	Data      map[string]any `json:"data"`
	Metadata  map[string]any `json:"metadata"`
	EName     string         `json:"ename"`
	EValue    string         `json:"evalue"`
	Traceback []string       `json:"traceback"`
}

// An ExecuteOption changes an execute_request.
type ExecuteOption func(fields map[string]any)

// Silent sets silent.
func Silent() ExecuteOption { return Field("silent", true) }

// NoHistory sets store_history to false.
func NoHistory() ExecuteOption { return Field("store_history", false) }

// AllowStdin sets allow_stdin.
func AllowStdin() ExecuteOption { return Field("allow_stdin", true) }

// ContinueOnError sets stop_on_error to false.
func ContinueOnError() ExecuteOption { return Field("stop_on_error", false) }

// Field sets any field of the content; nil is sent as null.
func Field(name string, value any) ExecuteOption {
	return func(fields map[string]any) { fields[name] = value }
}

// UserExpressions sets user_expressions.
func UserExpressions(expressions map[string]string) ExecuteOption {
	return Field("user_expressions", expressions)
}

// Submit sends an execute_request and returns at once; the test must Wait for the cell.
func (c *Client) Submit(code string, opts ...ExecuteOption) *Cell {
	c.tb.Helper()
	content := map[string]any{"code": code, "silent": false, "store_history": true,
		"user_expressions": map[string]any{}, "allow_stdin": false, "stop_on_error": true}
	for _, o := range opts {
		o(content)
	}
	cell := &Cell{c: c, Code: code, silent: content["silent"] == true, limit: c.Limit, seen: map[string]bool{}}
	cell.ID = c.Send(protocol.Shell, protocol.MsgExecuteRequest, content)
	c.cells = append(c.cells, cell)
	return cell
}

// Adopt makes a cell of an execute_request that was sent as raw frames.
func (c *Client) Adopt(id, code string) *Cell {
	cell := &Cell{c: c, ID: id, Code: code, limit: c.Limit, seen: map[string]bool{}}
	c.cells = append(c.cells, cell)
	return cell
}

// Execute submits code and waits for its end.
func (c *Client) Execute(code string, opts ...ExecuteOption) *Cell {
	c.tb.Helper()
	return c.Submit(code, opts...).Wait()
}

// WaitFor is Wait with a limit.
func (cell *Cell) WaitFor(limit time.Duration) *Cell {
	cell.c.tb.Helper()
	cell.limit = limit
	return cell.Wait()
}

// Wait takes the reply and all IOPub messages of the cell and checks what holds for
// every cell: Busy first, execute_input second, Idle last, each once; reply, error
// message and counts agree.
func (cell *Cell) Wait() *Cell {
	tb := cell.c.tb
	tb.Helper()
	if cell.waited {
		return cell
	}
	cell.waited = true
	deadline := time.Now().Add(cell.limit)
	cell.frame = cell.c.framedBy(deadline, cell.ID)
	cell.iopub = cell.frame.between
	cell.reply = cell.c.expectBy(deadline, protocol.Shell, fmt.Sprintf("the reply to %q", clip(cell.Code, 60)),
		func(m *Message) bool { return m.ParentID == cell.ID })
	if cell.reply.Type() != protocol.MsgExecuteReply {
		tb.Fatalf("the reply to an execute_request is a %s", cell.reply.Type())
	}
	if len(cell.iopub) > 0 && cell.iopub[0].Type() == protocol.MsgExecuteInput {
		cell.input, cell.iopub = cell.iopub[0], cell.iopub[1:]
	}
	cell.c.mu.Lock()
	for _, wrong := range cell.check() {
		cell.c.violations = append(cell.c.violations, fmt.Sprintf("cell %q: %s", clip(cell.Code, 100), wrong))
	}
	cell.c.mu.Unlock()
	cell.c.reportViolations()
	return cell
}

func (cell *Cell) check() []string {
	tb := cell.c.tb
	var wrong []string
	fail := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	reply := cell.decodeReply()
	if reply.Status == protocol.StatusAborted || cell.silent {
		if cell.input != nil || len(cell.iopub) > 0 {
			fail("a silent or aborted cell must publish nothing, got %v %v", cell.input, cell.iopub)
		}
		return wrong
	}
	if cell.input == nil {
		fail("execute_input must follow busy at once; messages are %v", cell.iopub)
		return wrong
	}
	input := cell.input.Fields(tb)
	if input["code"] != cell.Code {
		fail("execute_input.code is %q", input["code"])
	}
	if input["execution_count"] != float64(reply.ExecutionCount) {
		fail("execution_count is %v in execute_input and %d in the reply", input["execution_count"], reply.ExecutionCount)
	}
	errors := cell.ofType(protocol.MsgError)
	if want := reply.Status == protocol.StatusError; len(errors) > 1 || want != (len(errors) == 1) {
		fail("status %q with %d error messages", reply.Status, len(errors))
	}
	for _, m := range cell.iopub {
		switch m.Type() {
		case protocol.MsgExecuteInput:
			fail("execute_input twice or after output")
		case protocol.MsgExecuteResult:
			if n := m.Fields(tb)["execution_count"]; n != float64(reply.ExecutionCount) {
				fail("execution_count is %v in execute_result and %d in the reply", n, reply.ExecutionCount)
			}
		case protocol.MsgError:
			wrong = append(wrong, cell.checkError(m, reply)...)
		}
	}
	return wrong
}

// checkError compares the error message with the reply, whose shape on error the
// general schema does not know.
func (cell *Cell) checkError(m *Message, reply ExecuteReply) []string {
	var wrong []string
	var e Error
	m.Decode(cell.c.tb, &e)
	if e.EName != reply.EName || e.EValue != reply.EValue || !slices.Equal(e.Traceback, reply.Traceback) {
		wrong = append(wrong, fmt.Sprintf("error and reply differ: %+v, %+v", e, reply))
	}
	if len(e.Traceback) == 0 || !strings.Contains(e.PlainTraceback(), e.EValue) {
		wrong = append(wrong, fmt.Sprintf("the traceback must contain the message %q: %q", e.EValue, e.Traceback))
	}
	fields := cell.reply.Fields(cell.c.tb)
	if _, ok := fields["execution_count"].(float64); !ok {
		wrong = append(wrong, "error reply without execution_count")
	}
	if ux, ok := fields["user_expressions"].(map[string]any); !ok || len(ux) != 0 {
		wrong = append(wrong, fmt.Sprintf("error reply with user_expressions %v, expected {}", fields["user_expressions"]))
	}
	if p, ok := fields["payload"].([]any); !ok {
		wrong = append(wrong, fmt.Sprintf("error reply with payload %v, expected a list", p))
	}
	return wrong
}

func (cell *Cell) decodeReply() ExecuteReply {
	var reply ExecuteReply
	cell.reply.Decode(cell.c.tb, &reply)
	return reply
}
