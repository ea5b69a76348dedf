package protocol

import "strings"

// Version is the protocol version in headers and in kernel_info_reply.
const Version = "5.5"

// Requests and replies on Shell and Control.
const (
	MsgExecuteRequest    = "execute_request"
	MsgExecuteReply      = "execute_reply"
	MsgInspectRequest    = "inspect_request"
	MsgInspectReply      = "inspect_reply"
	MsgCompleteRequest   = "complete_request"
	MsgCompleteReply     = "complete_reply"
	MsgHistoryRequest    = "history_request"
	MsgHistoryReply      = "history_reply"
	MsgIsCompleteRequest = "is_complete_request"
	MsgIsCompleteReply   = "is_complete_reply"
	MsgConnectRequest    = "connect_request"
	MsgConnectReply      = "connect_reply"
	MsgCommInfoRequest   = "comm_info_request"
	MsgCommInfoReply     = "comm_info_reply"
	MsgKernelInfoRequest = "kernel_info_request"
	MsgKernelInfoReply   = "kernel_info_reply"
	MsgShutdownRequest   = "shutdown_request"
	MsgShutdownReply     = "shutdown_reply"
	MsgInterruptRequest  = "interrupt_request"
	MsgInterruptReply    = "interrupt_reply"
	MsgDebugRequest      = "debug_request"
	MsgDebugReply        = "debug_reply"
	MsgUsageRequest      = "usage_request"
	MsgUsageReply        = "usage_reply"

	MsgCreateSubshellRequest = "create_subshell_request"
	MsgDeleteSubshellRequest = "delete_subshell_request"
	MsgListSubshellRequest   = "list_subshell_request"
)

// Messages on IOPub.
const (
	MsgStatus            = "status"
	MsgIOPubWelcome      = "iopub_welcome"
	MsgStream            = "stream"
	MsgDisplayData       = "display_data"
	MsgUpdateDisplayData = "update_display_data"
	MsgExecuteInput      = "execute_input"
	MsgExecuteResult     = "execute_result"
	MsgError             = "error"
	MsgClearOutput       = "clear_output"
	MsgDebugEvent        = "debug_event"
)

// Comm messages: on Shell towards the kernel, on IOPub towards the client.
const (
	MsgCommOpen  = "comm_open"
	MsgCommMsg   = "comm_msg"
	MsgCommClose = "comm_close"
)

// Messages on Stdin.
const (
	MsgInputRequest = "input_request"
	MsgInputReply   = "input_reply"
)

// Values of the field status of a reply.
const (
	StatusOK      = "ok"
	StatusError   = "error"
	StatusAborted = "aborted"
)

// Values of execution_state in a status message.
const (
	Starting = "starting"
	Busy     = "busy"
	Idle     = "idle"
)

// Values of the field name of a stream message.
const (
	Stdout = "stdout"
	Stderr = "stderr"
)

// ReplyType gives the msg_type that answers a request; ok is false for messages that have no reply.
func ReplyType(msgType string) (reply string, ok bool) {
	stem, ok := strings.CutSuffix(msgType, "_request")
	if !ok || stem == "" {
		return "", false
	}
	return stem + "_reply", true
}
