package console

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/gokernel/gokernel/internal/protocol"
)

// describe writes a message in one line: the msg_id of its parent, the channel if
// it is not IOPub, and what it says.
func describe(o *protocol.Outgoing) string {
	line := parentOf(o) + " "
	if o.Channel != protocol.IOPub {
		line += o.Channel.String() + " "
	}
	line += describeContent(o)
	if fault := routingFault(o); fault != "" {
		line += " !! " + fault
	}
	return line
}

func describeContent(o *protocol.Outgoing) string {
	switch c := o.Content.(type) {
	case protocol.Status:
		return c.ExecutionState
	case protocol.Stream:
		return fmt.Sprintf("%s %q", c.Name, c.Text)
	case protocol.ExecuteInput:
		return fmt.Sprintf("input [%d] %q", c.ExecutionCount, c.Code)
	case protocol.ExecuteResult:
		return fmt.Sprintf("result [%d] %s", c.ExecutionCount, c.Data) + extras(c.Metadata, c.Transient)
	case protocol.DisplayData:
		return fmt.Sprintf("display %s", c.Data) + extras(c.Metadata, c.Transient)
	case protocol.UpdateDisplayData:
		return fmt.Sprintf("update %s", c.Data) + extras(c.Metadata, &c.Transient)
	case protocol.Error:
		return fmt.Sprintf("error %s: %q %q", c.EName, c.EValue, c.Traceback)
	case protocol.ExecuteReply:
		return describeExecuteReply(c)
	}
	content, err := protocol.EncodeContent(o.Content)
	if err != nil {
		return o.MsgType + " that cannot be encoded: " + err.Error()
	}
	return o.MsgType + " " + string(content)
}

func extras(metadata json.RawMessage, transient *protocol.Transient) string {
	line := ""
	if metadata != nil {
		line += " metadata " + string(metadata)
	}
	if transient != nil {
		line += " id " + transient.DisplayID
	}
	return line
}

func describeExecuteReply(c protocol.ExecuteReply) string {
	line := fmt.Sprintf("execute_reply %s [%d]", c.Status, c.ExecutionCount)
	if c.Error != nil {
		line += fmt.Sprintf(" %s: %q", c.EName, c.EValue)
	}
	for _, p := range c.Payload {
		line += " payload " + string(p)
	}
	if len(c.UserExpressions) > 0 {
		values, err := json.Marshal(c.UserExpressions)
		if err != nil {
			return err.Error()
		}
		line += " values " + string(values)
	}
	return line
}

// parentOf is the msg_id of the request that caused a message, "-" for none.
func parentOf(o *protocol.Outgoing) string {
	if o.Parent == nil {
		return "-"
	}
	var h protocol.Header
	if err := json.Unmarshal(o.Parent, &h); err != nil {
		return "?"
	}
	return h.MsgID
}

// routingFault checks what the notation leaves out: a message goes to the client of
// its parent, or to everybody, and has the msg_type of its content.
func routingFault(o *protocol.Outgoing) string {
	if o.Channel == protocol.IOPub {
		if o.Identities != nil {
			return "identities on iopub"
		}
	} else if want := [][]byte{[]byte("client of " + parentOf(o))}; !reflect.DeepEqual(o.Identities, want) {
		return fmt.Sprintf("sent to %q", o.Identities)
	}
	if want := typeOf(o.Content); want != "" && want != o.MsgType {
		return "msg_type is " + o.MsgType
	}
	return ""
}

// typeOf gives the msg_type that belongs to a content: its type's name in snake
// case, "" where one type serves several messages.
func typeOf(content any) string {
	name := reflect.TypeOf(content).Name()
	if name == "" || name == "ErrorReply" || name == "AbortedReply" {
		return ""
	}
	var b strings.Builder
	for i, c := range name {
		if i > 0 && c >= 'A' && c <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(c)
	}
	return strings.ToLower(b.String())
}
