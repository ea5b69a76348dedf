package kerneltest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/gokernel/gokernel/internal/protocol"
)

// A kind names what a JSON value must be.
type kind string

// schemas lists the fields that content must have; a trailing "?" makes a field optional
// (absent, but never null). Replies with status error or aborted have schemas of their own.
var schemas = map[string]map[string]kind{
	"status":              {"execution_state": "string"},
	"iopub_welcome":       {"subscription": "string"},
	"execute_input":       {"code": "string", "execution_count": "int"},
	"stream":              {"name": "string", "text": "string"},
	"display_data":        {"data": "object", "metadata": "object", "transient?": "object"},
	"update_display_data": {"data": "object", "metadata": "object", "transient": "object"},
	"execute_result":      {"execution_count": "int", "data": "object", "metadata": "object", "transient?": "object"},
	"error":               {"ename": "string", "evalue": "string", "traceback": "strings"},
	"clear_output":        {"wait": "bool"},
	"comm_open":           {"comm_id": "string", "target_name": "string", "data": "object"},
	"comm_msg":            {"comm_id": "string", "data": "object"},
	"comm_close":          {"comm_id": "string", "data": "object"},
	"debug_event":         {"event": "string"},
	"shutdown_reply":      {"status": "string", "restart": "bool"},
	"execute_reply":       {"status": "string", "execution_count": "int", "payload": "array", "user_expressions": "object"},
	"inspect_reply":       {"status": "string", "found": "bool", "data": "object", "metadata": "object"},
	"complete_reply": {"status": "string", "matches": "strings", "cursor_start": "int", "cursor_end": "int",
		"metadata": "object"},
	"history_reply":     {"status": "string", "history": "array"},
	"is_complete_reply": {"status": "string", "indent?": "string"},
	"comm_info_reply":   {"status": "string", "comms": "object"},
	"kernel_info_reply": {"status": "string", "protocol_version": "string", "implementation": "string",
		"implementation_version": "string", "language_info": "object", "banner": "string", "help_links": "array",
		"supported_features": "strings"},
	"connect_reply": {"status": "string", "shell_port": "int", "iopub_port": "int", "stdin_port": "int",
		"control_port": "int", "hb_port": "int"},
	"interrupt_reply": {"status": "string"},
	"usage_reply":     {"hostname": "string", "pid": "int"},
	"debug_reply":     {"type": "string", "success": "bool"},
	"input_request":   {"prompt": "string", "password": "bool"},
}

var errorSchema = map[string]kind{"status": "string", "ename": "string", "evalue": "string", "traceback": "strings"}

// checkContent checks content against the schema of its type.
func checkContent(m *Message) error {
	var content map[string]any
	if err := json.Unmarshal(m.Content, &content); err != nil {
		return err
	}
	schema, ok := schemas[m.Type()]
	if !ok {
		return fmt.Errorf("unknown message type %q on %s", m.Type(), m.Channel)
	}
	if m.Channel != protocol.IOPub && strings.HasSuffix(m.Type(), "_reply") {
		switch content["status"] {
		case "error":
			schema = errorSchema
		case "aborted":
			if len(content) != 1 {
				return fmt.Errorf(`an aborted reply must be exactly {"status":"aborted"}, got %s`, m.Content)
			}
			return nil
		}
	}
	for name, want := range schema {
		name, optional := strings.CutSuffix(name, "?")
		value, present := content[name]
		if !present && optional {
			continue
		}
		if !present || !want.matches(value) {
			return fmt.Errorf("%s: content.%s: expected %s, got %v (present: %v)", m.Type(), name, want, value, present)
		}
	}
	return checkValues(m, content)
}

func (k kind) matches(v any) bool {
	switch k {
	case "string":
		_, ok := v.(string)
		return ok
	case "bool":
		_, ok := v.(bool)
		return ok
	case "int":
		f, ok := v.(float64)
		return ok && f == math.Trunc(f)
	case "object":
		_, ok := v.(map[string]any)
		return ok
	case "array":
		_, ok := v.([]any)
		return ok
	case "strings":
		list, ok := v.([]any)
		for _, item := range list {
			if _, isString := item.(string); !isString {
				return false
			}
		}
		return ok
	}
	panic("unknown kind " + k) // the schemas name no other
}

// checkValues checks what a schema of kinds cannot say.
func checkValues(m *Message, content map[string]any) error {
	switch m.Type() {
	case protocol.MsgStatus:
		if s := content["execution_state"]; s != "busy" && s != "idle" && s != "starting" {
			return fmt.Errorf("execution_state is %q, expected busy, idle or starting", s)
		}
	case protocol.MsgStream:
		if n := content["name"]; n != "stdout" && n != "stderr" {
			return fmt.Errorf("stream name is %q, expected stdout or stderr", n)
		}
		if content["text"] == "" {
			return fmt.Errorf("stream without text")
		}
	case protocol.MsgDisplayData, protocol.MsgUpdateDisplayData, protocol.MsgExecuteResult:
		return checkBundle(m.Type(), content["data"].(map[string]any), content["metadata"].(map[string]any))
	case protocol.MsgInspectReply:
		if data, ok := content["data"].(map[string]any); ok && content["found"] == true {
			return checkBundle(m.Type(), data, content["metadata"].(map[string]any))
		}
	case protocol.MsgIsCompleteReply:
		if _, has := content["indent"]; has != (content["status"] == "incomplete") {
			return fmt.Errorf("indent must be there iff the status is incomplete: %s", m.Content)
		}
		return nil
	}
	if s, ok := content["status"]; ok && s != "ok" && s != "error" && s != "aborted" && m.Type() != protocol.MsgIsCompleteReply {
		return fmt.Errorf("status is %q, expected ok, error or aborted", s)
	}
	return nil
}

var (
	mimePattern = regexp.MustCompile(`^[\w\-+.]+/[\w\-+.]+$`)
	pngMagic    = []byte("\x89PNG\r\n\x1a\n")
)

// checkBundle checks a MIME bundle: bare MIME types, a text/plain fallback, JSON types
// as objects, PNGs that are PNGs.
func checkBundle(msgType string, data, metadata map[string]any) error {
	if _, ok := data["text/plain"].(string); !ok {
		return fmt.Errorf("%s: no text/plain in the bundle (%s)", msgType, sortedKeys(data))
	}
	for mime, value := range data {
		text, isString := value.(string)
		isJSON := mime == "application/json" || strings.HasSuffix(mime, "+json")
		switch {
		case !mimePattern.MatchString(mime):
			return fmt.Errorf("%s: %q is no bare MIME type", msgType, mime)
		case isJSON && (isString || value == nil):
			return fmt.Errorf("%s: %s must be unpacked JSON, got %T", msgType, mime, value)
		case !isJSON && !isString:
			return fmt.Errorf("%s: %s must be a string, got %T", msgType, mime, value)
		case mime == "image/png":
			png, err := base64.StdEncoding.DecodeString(text)
			if err != nil || !bytes.HasPrefix(png, pngMagic) {
				return fmt.Errorf("%s: image/png is no base64 of a PNG: %v", msgType, err)
			}
		}
		if own, ok := metadata[mime].(map[string]any); ok && strings.HasPrefix(mime, "image/") {
			for _, size := range []string{"width", "height"} {
				if v, has := own[size]; has && !isNumber(v) {
					return fmt.Errorf("%s: metadata %s of %s must be a number, got %v", msgType, size, mime, v)
				}
			}
		}
	}
	return nil
}

func isNumber(v any) bool {
	_, ok := v.(float64)
	return ok
}
