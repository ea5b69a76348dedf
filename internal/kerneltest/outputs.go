package kerneltest

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Error is the content of an error message.
type Error struct {
	EName     string   `json:"ename"`
	EValue    string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;:]*[A-Za-z]")

// PlainTraceback is the traceback as one text without colours.
func (e Error) PlainTraceback() string {
	return ansi.ReplaceAllString(strings.Join(e.Traceback, "\n"), "")
}

// Display is the content of display_data, update_display_data or execute_result.
type Display struct {
	ExecutionCount int            `json:"execution_count"`
	Data           map[string]any `json:"data"`
	Metadata       map[string]any `json:"metadata"`
	Transient      struct {
		DisplayID string `json:"display_id"`
	} `json:"transient"`
}

// Text returns the text/plain of a display.
func (d Display) Text() string {
	s, _ := d.Data["text/plain"].(string)
	return s
}

func (cell *Cell) ofType(msgType string) []*Message {
	var found []*Message
	for _, m := range cell.iopub {
		if m.Type() == msgType {
			found = append(found, m)
		}
	}
	return found
}

// look marks an output as looked at; what no test looks at fails it.
func (cell *Cell) look(what ...string) {
	cell.c.tb.Helper()
	if !cell.waited {
		cell.c.tb.Fatalf("cell %q: Wait first", clip(cell.Code, 60))
	}
	for _, w := range what {
		cell.seen[w] = true
	}
}

func (cell *Cell) stream(name string) string {
	cell.c.tb.Helper()
	cell.look(name)
	var text strings.Builder
	for _, m := range cell.ofType(protocol.MsgStream) {
		if f := m.Fields(cell.c.tb); f["name"] == name {
			text.WriteString(f["text"].(string))
		}
	}
	return text.String()
}

// Stdout returns the text of the stdout stream.
func (cell *Cell) Stdout() string { cell.c.tb.Helper(); return cell.stream(protocol.Stdout) }

// Stderr returns the text of the stderr stream.
func (cell *Cell) Stderr() string { cell.c.tb.Helper(); return cell.stream(protocol.Stderr) }

func (cell *Cell) displays(msgType string) []Display {
	cell.c.tb.Helper()
	cell.look(msgType)
	var found []Display
	for _, m := range cell.ofType(msgType) {
		var d Display
		m.Decode(cell.c.tb, &d)
		found = append(found, d)
	}
	return found
}

// Results returns the execute_result messages.
func (cell *Cell) Results() []Display {
	cell.c.tb.Helper()
	return cell.displays(protocol.MsgExecuteResult)
}

// Displays returns the display_data messages.
func (cell *Cell) Displays() []Display {
	cell.c.tb.Helper()
	return cell.displays(protocol.MsgDisplayData)
}

// Updates returns the update_display_data messages.
func (cell *Cell) Updates() []Display {
	cell.c.tb.Helper()
	return cell.displays(protocol.MsgUpdateDisplayData)
}

// Result returns text/plain of the one execute_result that the cell must have.
func (cell *Cell) Result() string {
	cell.c.tb.Helper()
	results := cell.Results()
	if len(results) != 1 {
		cell.c.tb.Errorf("cell %q: expected one execute_result, got %d: %s", clip(cell.Code, 60), len(results), cell.summary())
		return ""
	}
	return results[0].Text()
}

// Error returns the error that the cell must have ended with.
func (cell *Cell) Error() Error {
	cell.c.tb.Helper()
	cell.look(protocol.MsgError, "reply error")
	var e Error
	errors := cell.ofType(protocol.MsgError)
	if len(errors) != 1 {
		cell.c.tb.Errorf("cell %q: expected one error, got %d: %s", clip(cell.Code, 60), len(errors), cell.summary())
		return e
	}
	errors[0].Decode(cell.c.tb, &e)
	return e
}

// Reply returns the content of execute_reply.
func (cell *Cell) Reply() ExecuteReply {
	cell.c.tb.Helper()
	cell.look("reply error", protocol.StatusAborted)
	return cell.decodeReply()
}

// ReplyMessage returns the execute_reply itself.
func (cell *Cell) ReplyMessage() *Message { cell.c.tb.Helper(); cell.look(); return cell.reply }

// Input returns execute_input, nil for silent and aborted cells.
func (cell *Cell) Input() *Message { cell.c.tb.Helper(); cell.look(); return cell.input }

// Busy returns the status message that begins the cell.
func (cell *Cell) Busy() *Message { cell.c.tb.Helper(); cell.look(); return cell.frame.busy }

// Idle returns the status message that ends the cell.
func (cell *Cell) Idle() *Message { cell.c.tb.Helper(); cell.look(); return cell.frame.idle }

// OK expects status ok and returns the cell.
func (cell *Cell) OK() *Cell {
	cell.c.tb.Helper()
	if r := cell.Reply(); r.Status != protocol.StatusOK {
		cell.c.tb.Errorf("cell %q: expected status ok, got %s %s: %s\n%s", clip(cell.Code, 100), r.Status, r.EName, r.EValue, cell.summary())
	}
	return cell
}

// Aborted expects that the cell was aborted.
func (cell *Cell) Aborted() {
	cell.c.tb.Helper()
	if r := cell.Reply(); r.Status != protocol.StatusAborted {
		cell.c.tb.Errorf("cell %q: expected status aborted, got %q", clip(cell.Code, 100), r.Status)
	}
}

// Outputs returns all IOPub messages between execute_input and Idle, in order, and
// counts as looking at all of them.
func (cell *Cell) Outputs() []*Message {
	cell.c.tb.Helper()
	cell.Discard()
	return cell.iopub
}

// Order returns the outputs in order as short words, "stdout:text", "stderr:text",
// "display:text", "result:text", "update:id", "clear:wait" and "error:ename", with
// neighbouring pieces of one stream joined.
func (cell *Cell) Order() []string {
	cell.c.tb.Helper()
	var words []string
	for _, m := range cell.Outputs() {
		f := m.Fields(cell.c.tb)
		switch m.Type() {
		case protocol.MsgStream:
			prefix := f["name"].(string) + ":"
			if n := len(words); n > 0 && strings.HasPrefix(words[n-1], prefix) {
				words[n-1] += f["text"].(string)
			} else {
				words = append(words, prefix+f["text"].(string))
			}
		case protocol.MsgDisplayData, protocol.MsgExecuteResult:
			var d Display
			m.Decode(cell.c.tb, &d)
			words = append(words, map[string]string{protocol.MsgDisplayData: "display:", protocol.MsgExecuteResult: "result:"}[m.Type()]+d.Text())
		case protocol.MsgUpdateDisplayData:
			var d Display
			m.Decode(cell.c.tb, &d)
			words = append(words, "update:"+d.Transient.DisplayID)
		case protocol.MsgClearOutput:
			words = append(words, fmt.Sprintf("clear:%v", f["wait"]))
		case protocol.MsgError:
			words = append(words, fmt.Sprintf("error:%v", f["ename"]))
		default:
			words = append(words, m.Type())
		}
	}
	return words
}

// Discard says that the outputs of this cell are not the test's subject.
func (cell *Cell) Discard() {
	cell.c.tb.Helper()
	cell.look(protocol.Stdout, protocol.Stderr, protocol.MsgExecuteResult, protocol.MsgDisplayData,
		protocol.MsgUpdateDisplayData, protocol.MsgClearOutput, protocol.MsgError, "reply error", protocol.StatusAborted)
}

func (cell *Cell) summary() string {
	var lines []string
	for _, m := range cell.iopub {
		lines = append(lines, m.String())
	}
	return strings.Join(lines, "\n")
}

// reportForgotten fails the test for outputs that it never looked at.
func (cell *Cell) reportForgotten() {
	tb := cell.c.tb
	if !cell.waited {
		tb.Errorf("nobody waited for cell %q", clip(cell.Code, 100))
		return
	}
	if cell.reply == nil {
		return // Wait has failed the test
	}
	forgotten := map[string]bool{}
	for _, m := range cell.iopub {
		what := m.Type()
		if what == protocol.MsgStream {
			what, _ = m.Fields(tb)["name"].(string)
		}
		if !cell.seen[what] && !forgotten[what] {
			forgotten[what] = true
			tb.Errorf("cell %q: the test never looked at its %s: %s", clip(cell.Code, 100), what, m)
		}
	}
	status := cell.decodeReply().Status
	if status == protocol.StatusError && !cell.seen["reply error"] || status == protocol.StatusAborted && !cell.seen[status] {
		tb.Errorf("cell %q: nobody expected its status %q", clip(cell.Code, 100), status)
	}
}
