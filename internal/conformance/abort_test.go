package conformance

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

func TestExecute_payloads(t *testing.T) {
	g := newGroup(t)
	g.run("062_the_pager_makes_one_page_payload", func(t *testing.T, c client) {
		c.Execute(`options(jupyter.pager_classes = c("help_files_with_topic", "pager"))`).OK()
		for _, code := range []string{"help('mean')", "?mean", "file.show(system.file('DESCRIPTION', package = 'stats'))"} {
			cell := c.Execute(code).OK()
			payload := cell.Reply().Payload
			if len(payload) != 1 {
				t.Errorf("%s: %d payloads; outputs %q", code, len(payload), cell.Order())
				continue
			}
			expect(t, "outputs of "+code, len(cell.Outputs()), 0)
			page := payload[0]
			expect(t, "source", page["source"], any("page"))
			data, _ := page["data"].(fields)
			if text, _ := data["text/plain"].(string); len(text) < 50 || strings.Contains(text, "_\b") {
				t.Errorf("%s: text/plain is %q", code, text)
			}
			if start, ok := page["start"].(float64); !ok || start != float64(int(start)) {
				t.Errorf("%s: start is %v", code, page["start"])
			}
		}
		c.Execute("options(jupyter.pager_classes = NULL)").OK()
		expect(t, "displays without the option", len(c.Execute("invisible(print(help('mean')))").OK().Displays()), 1)
		expect(t, "payloads of the next cell", len(c.Execute("invisible(1)").OK().Reply().Payload), 0)
	})
	g.run("063_set_next_input_has_text_and_replace", func(t *testing.T, c client) {
		payload := c.Execute(setNextInput("next <- 1")).OK().Reply().Payload
		if len(payload) != 1 {
			t.Fatalf("%d payloads", len(payload))
		}
		expect(t, "source", payload[0]["source"], any("set_next_input"))
		expect(t, "text", payload[0]["text"], any("next <- 1"))
		expect(t, "replace", payload[0]["replace"], any(false))
	})
	g.run("065_reply_metadata_tells_when_the_cell_started", func(t *testing.T, c client) {
		before := time.Now()
		reply := c.Execute("Sys.sleep(0.2)").OK().ReplyMessage()
		var metadata struct{ Started string }
		if err := json.Unmarshal(reply.Metadata, &metadata); err != nil {
			t.Fatal(err)
		}
		started, err := time.Parse(time.RFC3339Nano, metadata.Started)
		if err != nil {
			t.Fatal(err)
		}
		ended, _ := time.Parse(time.RFC3339Nano, reply.Header.Date)
		if started.Before(before.Add(-time.Millisecond)) || ended.Sub(started) < 190*time.Millisecond {
			t.Errorf("started %v, header date %v, sent %v", started, ended, before)
		}
	})
}

func TestExecute_quit(t *testing.T) {
	a := alone{t}
	a.run("064_quit_sends_reply_and_idle_before_the_end", func(t *testing.T) {
		for code, status := range map[string]int{"q()": 0, "quit(status = 3)": 3, "q('no', 7, FALSE)": 7} {
			k := kerneltest.Start(t, kerneltest.Options{})
			cell := k.Connect(t).Execute("cat('bye\n'); " + code + "; cat('never')")
			expect(t, "stdout", cell.Stdout(), "bye\n")
			expect(t, "status", cell.Reply().Status, protocol.StatusOK)
			expect(t, "exit code of "+code, k.WaitExit(2*time.Second), status)
		}
	})
}

// failing is a cell during whose run the test can queue others.
const failing = "Sys.sleep(0.3); stop('no further')"

func TestExecute_abort(t *testing.T) {
	g := newGroup(t)
	queue := func(c client, n int, opts ...kerneltest.ExecuteOption) []*kerneltest.Cell {
		var cells []*kerneltest.Cell
		for i := range n {
			cells = append(cells, c.Submit(fmt.Sprintf("cat('%d')", i), opts...))
		}
		return cells
	}
	g.run("066_an_error_aborts_the_queued_cells", func(t *testing.T, c client) {
		bad := c.Submit(failing)
		rest := queue(c, 5)
		expect(t, "evalue", bad.Wait().Error().EValue, "no further")
		for _, cell := range rest {
			cell.Wait().Aborted() // Wait wants it framed and without execute_input
		}
		n := bad.Reply().ExecutionCount
		expect(t, "count after", c.Execute("invisible(1)").OK().Reply().ExecutionCount, n+1)
	})
	g.run("067_aborted_is_all_that_the_reply_says", func(t *testing.T, c client) {
		bad, cell := c.Submit(failing), c.Submit("1")
		bad.Wait().Error()
		cell.Wait().Aborted()
		expect(t, "content", string(cell.ReplyMessage().Content), `{"status":"aborted"}`)
	})
	g.run("068_without_stop_on_error_the_queue_continues", func(t *testing.T, c client) {
		bad := c.Submit(failing, kerneltest.ContinueOnError())
		rest := queue(c, 3)
		bad.Wait().Error()
		for i, cell := range rest {
			expect(t, "stdout", cell.Wait().OK().Stdout(), fmt.Sprint(i))
		}
	})
	g.run("069_a_failing_silent_cell_aborts_nothing", func(t *testing.T, c client) {
		bad := c.Submit(failing, kerneltest.Silent())
		rest := queue(c, 3)
		expect(t, "status", bad.Wait().Reply().Status, protocol.StatusError)
		for i, cell := range rest {
			expect(t, "stdout", cell.Wait().OK().Stdout(), fmt.Sprint(i))
		}
	})
	g.run("070_other_requests_behind_an_error_are_answered", func(t *testing.T, c client) {
		bad := c.Submit(failing)
		aborted := queue(c, 2)
		sent := map[string]string{}
		for msgType, content := range shellRequests {
			if msgType != protocol.MsgExecuteRequest {
				sent[c.Send(protocol.Shell, msgType, content)] = msgType
			}
		}
		comm := c.Send(protocol.Shell, protocol.MsgCommMsg, fields{"comm_id": "none", "data": fields{}})
		aborted = append(aborted, queue(c, 2)...)
		bad.Wait().Error()
		for _, cell := range aborted {
			cell.Wait().Aborted()
		}
		for id, msgType := range sent {
			if status := c.ExpectReply(protocol.Shell, id).Fields(t)["status"]; status == "aborted" || status == "error" {
				t.Errorf("%s: status %v", msgType, status)
			}
			c.ExpectFramed(id)
		}
		c.ExpectFramed(comm)
	})
	g.run("071_cells_sent_after_the_aborted_ones_run", func(t *testing.T, c client) {
		for range 5 {
			bad := c.Submit("stop('again')")
			rest := queue(c, 3)
			bad.Wait().Error()
			for _, cell := range rest {
				cell.Wait().Discard() // aborted, or run when it came too late for that
			}
			expect(t, "result", result(c, "71"), "[1] 71")
		}
	})
	g.run("072_an_interrupted_cell_aborts_the_queued_ones", func(t *testing.T, c client) {
		bad := c.Submit("cat('go'); Sys.sleep(30)")
		rest := queue(c, 3)
		c.ExpectIOPub(bad.ID, protocol.MsgStream)
		c.Interrupt()
		expect(t, "ename", bad.Wait().Error().EName, "interrupt")
		for _, cell := range rest {
			cell.Wait().Aborted()
		}
		expect(t, "result", result(c, "72"), "[1] 72")
	})
}
