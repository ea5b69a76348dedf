package conformance

import (
	"fmt"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

// shellRequests are the requests on Shell that have replies, with ordinary contents.
var shellRequests = map[string]fields{
	protocol.MsgExecuteRequest:    {"code": "invisible(1)"},
	protocol.MsgInspectRequest:    {"code": "mean", "cursor_pos": 4, "detail_level": 0},
	protocol.MsgCompleteRequest:   {"code": "mea", "cursor_pos": 3},
	protocol.MsgHistoryRequest:    {"output": false, "raw": true, "hist_access_type": "tail", "n": 3},
	protocol.MsgIsCompleteRequest: {"code": "f <- function("},
	protocol.MsgCommInfoRequest:   {},
	protocol.MsgKernelInfoRequest: {},
	protocol.MsgConnectRequest:    {},
}

func TestStatus_frames(t *testing.T) {
	g := newGroup(t)
	g.run("033_starting_comes_once_before_any_busy", func(t *testing.T, c client) {
		c.Execute("1").OK().Discard()
		starting := 0
		for _, m := range c.All() {
			if m.State() == protocol.Starting {
				starting++
				expect(t, "parent of starting", string(m.Parent), "{}")
			}
			if m.State() == protocol.Busy && starting == 0 {
				t.Fatal("busy before starting, for the client that was there first")
			}
		}
		expect(t, "number of starting messages", starting, 1)
	})
	g.run("027_each_shell_request_is_framed", func(t *testing.T, c client) {
		for msgType, content := range shellRequests {
			_, between := c.Call(protocol.Shell, msgType, content)
			for _, m := range between {
				expect(t, msgType+" published", m.Type(), protocol.MsgExecuteInput)
			}
		}
		for _, msgType := range []string{protocol.MsgCommMsg, protocol.MsgCommClose} {
			c.ExpectFramed(c.Send(protocol.Shell, msgType, fields{"comm_id": "x", "data": fields{}}))
		}
		c.Fence()
	})
	g.run("028_each_control_request_is_framed", func(t *testing.T, c client) {
		for _, msgType := range []string{protocol.MsgKernelInfoRequest, protocol.MsgInterruptRequest} {
			if _, between := c.Call(protocol.Control, msgType, fields{}); len(between) > 0 {
				t.Errorf("%s published %v", msgType, between)
			}
		}
		c.Fence()
	})
	g.run("029_unknown_types_are_framed_without_reply", func(t *testing.T, c client) {
		for _, ch := range []protocol.Channel{protocol.Shell, protocol.Control} {
			for _, msgType := range []string{"nonsense_request", "nonsense", "execute_reply", "_request"} {
				if between := c.ExpectFramed(c.Send(ch, msgType, fields{"a": 1})); len(between) > 0 {
					t.Errorf("%s on %s published %v", msgType, ch, between)
				}
			}
		}
		c.Fence()
	})
	g.run("030_busy_comes_before_r_works", func(t *testing.T, c client) {
		sent := time.Now()
		cell := c.Submit("Sys.sleep(0.4)").Wait().OK()
		expectWithin(t, "busy", cell.Busy().At.Sub(sent), 100*time.Millisecond)
		if took := cell.Idle().At.Sub(cell.Busy().At); took < 390*time.Millisecond {
			t.Errorf("idle %v after busy, but R slept 400 ms", took)
		}
	})
	g.run("031_idle_is_the_last_message_of_each_request", func(t *testing.T, c client) {
		var cells []*kerneltest.Cell
		for i := range 100 {
			code := fmt.Sprintf(`cat(%d, "\n"); message("e"); %s; system("echo sys; echo err >&2"); %d`, i, display("d"), i)
			cells = append(cells, c.Submit(code))
		}
		for i, cell := range cells {
			cell.Wait().OK()
			expect(t, "result", cell.Result(), fmt.Sprintf("[1] %d", i))
			expect(t, "stdout", cell.Stdout(), fmt.Sprintf("%d \nsys\n", i))
			expect(t, "stderr", cell.Stderr(), "e\nerr\n")
			expect(t, "displays", len(cell.Displays()), 1)
		}
		c.Fence()
	})
	g.run("032_idle_follows_the_reply_at_once", func(t *testing.T, c client) {
		for range 50 {
			cell := c.Execute("invisible(0)").OK()
			if gap := cell.Idle().At.Sub(cell.ReplyMessage().At).Abs(); gap > 100*time.Millisecond {
				t.Errorf("reply and idle are %v apart", gap)
			}
		}
	})
	g.run("034_only_busy_idle_and_starting_occur", func(t *testing.T, c client) {
		for _, m := range mixture(c) {
			if m.Type() == protocol.MsgStatus {
				switch m.State() {
				case protocol.Busy, protocol.Idle, protocol.Starting:
				default:
					t.Errorf("execution_state in %s", m.Content)
				}
			}
		}
	})
}

func TestStatus_order(t *testing.T) {
	g := newGroup(t)
	g.run("035_control_requests_have_frames_of_their_own_while_a_cell_runs", func(t *testing.T, c client) {
		cell := c.Submit("cat('a\n'); Sys.sleep(0.6); cat('b\n')")
		c.ExpectIOPub(cell.ID, protocol.MsgStream)
		for range 5 {
			c.KernelInfo(protocol.Control)
		}
		answered := time.Now()
		cell.Wait().OK()
		expect(t, "rest of stdout", cell.Stdout(), "b\n")
		if cell.Idle().At.Before(answered) {
			t.Error("control was answered only after the cell's end")
		}
	})
	g.run("036_requests_sent_back_to_back_are_answered_in_order", func(t *testing.T, c client) {
		var ids []string
		for i := range 300 {
			if i%3 == 2 {
				ids = append(ids, c.Send(protocol.Shell, protocol.MsgCommMsg, fields{"comm_id": "none", "data": fields{}}))
				continue
			}
			header := c.Header(protocol.MsgExecuteRequest, nil)
			ids = append(ids, submitExecute(c, header, fmt.Sprintf(`{"code":"%d"}`, i)))
		}
		for i, id := range ids {
			if i%3 != 2 {
				c.Adopt(id, fmt.Sprint(i)).Wait().OK().Discard()
			} else {
				c.ExpectFramed(id)
			}
		}
		var frames, replies []string
		for _, m := range c.All() {
			if m.State() == protocol.Busy || m.State() == protocol.Idle {
				frames = append(frames, m.ParentID)
			}
			if m.Channel == protocol.Shell {
				replies = append(replies, m.ParentID)
			}
		}
		for i, id := range ids {
			if frames[2*i] != id || frames[2*i+1] != id {
				t.Fatalf("frame %d belongs to another request", i)
			}
		}
		for i, at := 0, 0; i < len(ids); i++ {
			if i%3 == 2 {
				continue
			}
			if replies[at] != ids[i] {
				t.Fatalf("reply %d belongs to another request", at)
			}
			at++
		}
	})
	g.run("037_messages_never_carry_another_requests_parent", func(t *testing.T, c client) {
		var cells []*kerneltest.Cell
		for i := range 200 {
			cells = append(cells, c.Submit(fmt.Sprintf("for (j in 1:3) {cat('<%[1]d>'); message('<%[1]d>')}; %[1]d", i)))
			if i%20 == 0 {
				c.KernelInfo(protocol.Control)
			}
		}
		for i, cell := range cells {
			cell.Wait().OK()
			expect(t, "stdout", cell.Stdout(), fmt.Sprintf("<%[1]d><%[1]d><%[1]d>", i))
			expect(t, "stderr", cell.Stderr(), fmt.Sprintf("<%[1]d>\n<%[1]d>\n<%[1]d>\n", i))
			expect(t, "result", cell.Result(), fmt.Sprintf("[1] %d", i))
		}
	})
	g.run("038_output_without_newline_comes_before_idle", func(t *testing.T, c client) {
		for range 20 {
			expect(t, "stdout of cat", c.Execute("cat('no newline')").OK().Stdout(), "no newline")
			expect(t, "stdout of a child", c.Execute("invisible(system('printf child'))").OK().Stdout(), "child")
			expect(t, "stderr of a child", c.Execute("invisible(system('printf child >&2'))").OK().Stderr(), "child")
		}
		c.Fence()
	})
}
