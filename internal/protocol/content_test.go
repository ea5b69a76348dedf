package protocol

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEncodeContent(t *testing.T) {
	raw := func(s string) json.RawMessage { return json.RawMessage(s) }
	out := "<b>"
	tests := []struct {
		in   any
		want string
	}{
		{nil, `{}`},
		{json.RawMessage(nil), `{}`},
		{map[string]any(nil), `{}`},
		{(*DisplayData)(nil), `{}`},
		{raw(`{"a":1.50}`), `{"a":1.50}`},
		{map[string]any{"a": "<&>\u00e9"}, `{"a":"<&>é"}`},
		{Stream{Stdout, "a\xffb"}, `{"name":"stdout","text":"a\ufffdb"}`},
		{DisplayData{}, `{"data":{},"metadata":{}}`},
		{DisplayData{Data: raw(`null`), Transient: &Transient{"d"}}, `{"data":{},"metadata":{},"transient":{"display_id":"d"}}`},
		{&DisplayData{Data: raw(`{"text/plain":"<1>"}`)}, `{"data":{"text/plain":"<1>"},"metadata":{}}`},
		{UpdateDisplayData{}, `{"data":{},"metadata":{},"transient":{}}`},
		{ExecuteResult{ExecutionCount: 3}, `{"execution_count":3,"data":{},"metadata":{}}`},
		{Error{EName: "e"}, `{"ename":"e","evalue":"","traceback":[]}`},
		{ErrorReply{Status: StatusError}, `{"status":"error","ename":"","evalue":"","traceback":[]}`},
		{NewErrorReply(Error{"a", "b", nil}), `{"status":"error","ename":"a","evalue":"b","traceback":[]}`},
		{AbortedReply{}, `{"status":"aborted"}`},
		{ExecuteReply{Status: StatusOK, ExecutionCount: 2}, `{"status":"ok","execution_count":2,"payload":[],"user_expressions":{}}`},
		{ExecuteReply{Status: StatusError, Error: &Error{EName: "x"}},
			`{"status":"error","ename":"x","evalue":"","traceback":[],"execution_count":0,"payload":[],"user_expressions":{}}`},
		{CompleteReply{Status: StatusOK}, `{"status":"ok","matches":[],"cursor_start":0,"cursor_end":0,"metadata":{}}`},
		{InspectReply{Status: StatusOK}, `{"status":"ok","found":false,"data":{},"metadata":{}}`},
		{IsCompleteReply{Status: CodeComplete, Indent: "  "}, `{"status":"complete"}`},
		{IsCompleteReply{Status: CodeIncomplete, Indent: "  "}, `{"indent":"  ","status":"incomplete"}`},
		{HistoryReply{Status: StatusOK}, `{"status":"ok","history":[]}`},
		{HistoryReply{StatusOK, []HistoryEntry{{1, 2, "a<b", false, nil}, {1, 3, "c", true, nil}, {1, 4, "d", true, &out}}},
			`{"status":"ok","history":[[1,2,"a<b"],[1,3,["c",null]],[1,4,["d","<b>"]]]}`},
		{CommInfoReply{Status: StatusOK}, `{"status":"ok","comms":{}}`},
		{CommClose{CommID: "c"}, `{"comm_id":"c","data":{}}`},
		{CommMsg{CommID: "c"}, `{"comm_id":"c","data":{}}`},
		{CommOpen{CommID: "c", TargetName: "t"}, `{"comm_id":"c","target_name":"t","data":{}}`},
		{ClearOutput{}, `{"wait":false}`},
		{ShutdownReply{Status: StatusOK}, `{"status":"ok","restart":false}`},
		{InputRequest{}, `{"prompt":"","password":false}`},
		{ExecuteRequest{Code: "1"}, `{"code":"1","silent":false,"store_history":false,"user_expressions":{},"allow_stdin":false,"stop_on_error":false}`},
		{KernelInfoReply{}, `{"status":"","protocol_version":"","implementation":"","implementation_version":"",` +
			`"language_info":{"name":"","version":"","mimetype":"","file_extension":""},` +
			`"banner":"","help_links":[],"supported_features":[],"debugger":false}`},
	}
	for _, tt := range tests {
		got, err := EncodeContent(tt.in)
		if err != nil || string(got) != tt.want {
			t.Errorf("%T: got  %s, %v\nwant %s", tt.in, got, err, tt.want)
		}
	}
	if got, err := EncodeContent(map[string]float64{"a": math.NaN()}); err == nil {
		t.Errorf("NaN gave %s", got)
	}
	if got, err := EncodeContent(raw("{\"a\":\"\xff\"}")); err != nil || string(got) != `{"a":"�"}` {
		t.Errorf("raw message with invalid UTF-8: %s, %v", got, err)
	}
}

func TestNormalized_leavesTheOriginalAlone(t *testing.T) {
	e := &Error{EName: "x"}
	if _, err := EncodeContent(ExecuteReply{Status: StatusError, Error: e}); err != nil {
		t.Fatal(err)
	}
	if e.Traceback != nil {
		t.Error("encoding changed a message that another goroutine may read")
	}
}

func TestDecodeExecuteRequest_defaults(t *testing.T) {
	tests := []struct {
		in   string
		want ExecuteRequest
	}{
		{`{"code":"1"}`, ExecuteRequest{Code: "1", StoreHistory: true, StopOnError: true}},
		{`{}`, ExecuteRequest{StoreHistory: true, StopOnError: true}},
		{`{"code":null,"silent":null,"store_history":null,"user_expressions":null,"allow_stdin":null,"stop_on_error":null,"new":[]}`,
			ExecuteRequest{StoreHistory: true, StopOnError: true}},
		{`{"code":"1","silent":true}`, ExecuteRequest{Code: "1", Silent: true, StopOnError: true}},
		{`{"code":"1","silent":true,"store_history":true}`, ExecuteRequest{Code: "1", Silent: true, StopOnError: true}},
		{`{"store_history":false,"stop_on_error":false,"allow_stdin":true,"user_expressions":{"a":"b"}}`,
			ExecuteRequest{AllowStdin: true, UserExpressions: map[string]string{"a": "b"}}},
	}
	for _, tt := range tests {
		got, err := DecodeExecuteRequest(&Message{Content: json.RawMessage(tt.in)})
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
		} else if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s:\n%s", tt.in, diff)
		}
	}
	for _, bad := range []string{`{"code":5}`, `{"silent":"yes"}`, `{"user_expressions":[1]}`} {
		m := &Message{Header: Header{MsgType: MsgExecuteRequest, MsgID: "id-7"}, Content: json.RawMessage(bad)}
		if _, err := DecodeExecuteRequest(m); err == nil || !strings.Contains(err.Error(), "execute_request id-7") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestDecodeContent_cursorPos(t *testing.T) {
	for in, want := range map[string]*int{`{}`: nil, `{"cursor_pos":null}`: nil, `{"cursor_pos":3}`: ptr(3)} {
		got, err := DecodeContent[CompleteRequest](&Message{Content: json.RawMessage(in)})
		if err != nil || !cmp.Equal(got.CursorPos, want) {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestHistoryEntry_roundTrip(t *testing.T) {
	for _, e := range []HistoryEntry{{1, 2, "x", false, nil}, {0, 0, "", true, nil}, {-1, 5, "y", true, ptr("z")}} {
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var got HistoryEntry
		if err := json.Unmarshal(b, &got); err != nil || !cmp.Equal(got, e) {
			t.Errorf("%s: %+v, %v", b, got, err)
		}
	}
	for _, bad := range []string{`[]`, `[1,2]`, `[1,2,3]`, `{}`, `["a",1,"x"]`, `[1,"b","x"]`, `[1,2,[null,"x"]]`} {
		if err := json.Unmarshal([]byte(bad), new(HistoryEntry)); err == nil {
			t.Errorf("%s accepted", bad)
		}
	}
}

func TestOutgoing_Size(t *testing.T) {
	big := strings.Repeat("x", 10000)
	for _, o := range []*Outgoing{
		{Content: Stream{Text: big}},
		{Content: &Stream{Text: big}},
		{Content: DisplayData{Data: json.RawMessage(big)}},
		{Content: json.RawMessage(big)},
		{Content: Error{Traceback: []string{big}}},
		{Content: ExecuteReply{Error: &Error{EValue: big}}},
		{Metadata: json.RawMessage(big)},
		{Buffers: [][]byte{[]byte(big)}},
	} {
		if n := o.Size(); n < 10000 || n > 11000 {
			t.Errorf("%T: %d", o.Content, n)
		}
	}
	for _, o := range []*Outgoing{{}, {Content: (*Stream)(nil)}, {Content: ExecuteReply{}}, {Content: Status{Idle}}} {
		if n := o.Size(); n != overhead {
			t.Errorf("%T: %d", o.Content, n)
		}
	}
}

func TestReplyType(t *testing.T) {
	for in, want := range map[string]string{"execute_request": "execute_reply", "x_request": "x_reply", "comm_msg": "", "_request": ""} {
		if got, ok := ReplyType(in); got != want || ok != (want != "") {
			t.Errorf("%s: %s %t", in, got, ok)
		}
	}
}

func TestMessage_replyAndPublish(t *testing.T) {
	m := &Message{Channel: Control, Identities: [][]byte{[]byte("a"), []byte("b")}, RawHeader: json.RawMessage(`{"msg_id":"1", "x":null}`)}
	c := newTestCodec(t, "", "")
	reply, err := c.Encode(m.Reply(MsgInterruptReply, InterruptReply{StatusOK}))
	if err != nil || string(reply[0]) != "a" || string(reply[1]) != "b" || string(reply[5]) != string(m.RawHeader) {
		t.Errorf("%q, %v", reply, err)
	}
	if o := m.Publish(MsgStatus, Status{Idle}); o.Channel != IOPub || o.Identities != nil || string(o.Parent) != string(m.RawHeader) {
		t.Errorf("%+v", o)
	}
}
