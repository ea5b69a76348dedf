package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

func TestExecute_counter(t *testing.T) {
	g := newGroup(t)
	g.run("039_first_execution_count_is_1", func(t *testing.T, c client) {
		cell := c.Execute("'first'").OK()
		expect(t, "reply", cell.Reply().ExecutionCount, 1)
		expect(t, "execute_input", cell.Input().Fields(t)["execution_count"], any(1.0))
		expect(t, "execute_result", cell.Results()[0].ExecutionCount, 1)
	})
	g.run("040_counter_rises_by_one_also_on_error", func(t *testing.T, c client) {
		n := c.Execute("invisible(0)").OK().Reply().ExecutionCount
		for i, code := range []string{"invisible(1)", "stop('e')", ")", "x <- ", "cat('')", "NULL"} {
			cell := c.Execute(code)
			cell.Discard()
			expect(t, "count after "+code, cell.Reply().ExecutionCount, n+1+i)
		}
	})
	g.run("041_silent_publishes_no_input_and_result", func(t *testing.T, c client) {
		n := c.Execute("invisible(1)").OK().Reply().ExecutionCount
		cell := c.Execute("silent_value <- 41; silent_value", kerneltest.Silent()).OK()
		expect(t, "outputs", len(cell.Outputs()), 0)
		expect(t, "count", cell.Reply().ExecutionCount, n)
		expect(t, "effect", result(c, "silent_value"), "[1] 41")
		expect(t, "count after", c.Execute("invisible(1)").OK().Reply().ExecutionCount, n+2)
	})
	g.run("042_silent_publishes_no_stream_display_or_error", func(t *testing.T, c client) {
		code := "cat('out\n'); message('err'); system('echo child'); " + display("d") + "; plot(1); warning('w')"
		c.Execute(code, kerneltest.Silent()).OK()
		failed := c.Execute("stop('quiet')", kerneltest.Silent()).Reply()
		expect(t, "status", failed.Status, protocol.StatusError)
		expect(t, "evalue", failed.EValue, "quiet")
		c.Execute("invisible(1)").OK() // nothing held back comes out later
	})
	g.run("043_silent_overrides_store_history", func(t *testing.T, c client) {
		n := c.Execute("invisible(1)").OK().Reply().ExecutionCount
		c.Execute("43", kerneltest.Silent(), kerneltest.Field("store_history", true)).OK()
		expect(t, "count after", c.Execute("invisible(1)").OK().Reply().ExecutionCount, n+1)
		expect(t, "in history", slices.Contains(historyTail(c, 5), "43"), false)
	})
	g.run("044_without_store_history_the_counter_stays", func(t *testing.T, c client) {
		n := c.Execute("invisible(1)").OK().Reply().ExecutionCount
		cell := c.Execute("44 + 0", kerneltest.NoHistory()).OK()
		expect(t, "reply", cell.Reply().ExecutionCount, n) // input and result were compared with it
		expect(t, "result", cell.Result(), "[1] 44")
		expect(t, "count after", c.Execute("invisible(1)").OK().Reply().ExecutionCount, n+1)
		expect(t, "in history", slices.Contains(historyTail(c, 5), "44 + 0"), false)
	})
}

// historyTail returns the last n inputs.
func historyTail(c client, n int) []string {
	reply, _ := c.Call(protocol.Shell, protocol.MsgHistoryRequest,
		fields{"output": false, "raw": true, "hist_access_type": "tail", "n": n})
	var content struct{ History [][3]any }
	reply.Decode(c.TB(), &content)
	var inputs []string
	for _, entry := range content.History {
		inputs = append(inputs, fmt.Sprint(entry[2]))
	}
	return inputs
}

func TestExecute_output(t *testing.T) {
	g := newGroup(t)
	g.run("045_execute_input_has_the_code_byte_for_byte", func(t *testing.T, c client) {
		for _, code := range []string{"  # ünï \t\n\n", "1 -> x ;\r\n\t'<&>\u2028'  ", "\n\n", "'𝐚 \\u00e9'"} {
			cell := c.Execute(code).OK()
			cell.Discard()
			expect(t, "code", cell.Input().Fields(t)["code"].(string), code)
		}
	})
	g.run("046_empty_code_and_comments_are_ok", func(t *testing.T, c client) {
		for _, code := range []string{"", " ", "\n\n", "# only a comment", "# two\n# comments\n"} {
			c.Execute(code).OK()
		}
	})
	g.run("047_streams_and_displays_keep_their_order", func(t *testing.T, c client) {
		code := strings.Join([]string{`cat("a\n")`, display("d1"), `message("b")`, `invisible(system("echo c"))`, display("d2"),
			`invisible(system("echo d >&2"))`, `cat("e\n")`, `"v"`}, "\n")
		want := []string{"stdout:a\n", "display:d1", "stderr:b\n", "stdout:c\n", "display:d2", "stderr:d\n", "stdout:e\n", `result:[1] "v"`}
		for range 20 {
			if got := c.Execute(code).OK().Order(); !slices.Equal(got, want) {
				t.Fatalf("order is %q\nexpected %q", got, want)
			}
		}
	})
	g.run("048_small_writes_are_joined_and_the_first_is_prompt", func(t *testing.T, c client) {
		cell := c.Execute("for (i in 1:10000) cat('x')").OK()
		expect(t, "text", cell.Stdout(), strings.Repeat("x", 10000))
		if n := len(cell.Outputs()); n > 500 {
			t.Errorf("10,000 writes made %d messages", n)
		}
		sent := time.Now()
		long := c.Submit("cat('first'); Sys.sleep(0.8); cat('last')")
		first := c.ExpectIOPub(long.ID, protocol.MsgStream)
		expectWithin(t, "the first output", first.At.Sub(sent), 500*time.Millisecond)
		expect(t, "first output", first.Fields(t)["text"], any("first"))
		expect(t, "second output", long.Wait().OK().Stdout(), "last")
	})
	g.run("049_control_characters_pass_and_utf8_is_never_split", func(t *testing.T, c client) {
		expect(t, "text", c.Execute(`cat("10%\r20%\r\033[31mred\033[0m\b\t.\n")`).OK().Stdout(), "10%\r20%\r\033[31mred\033[0m\b\t.\n")
		long := strings.Repeat("é𝐚漢🙂", 20_000)
		expect(t, "long text intact", c.Execute(`cat(strrep("é𝐚漢🙂", 20000))`).OK().Stdout() == long, true)
		expect(t, "long text of a child intact",
			c.Execute(`invisible(system("for i in $(seq 2000); do printf 'é𝐚漢🙂'; done"))`).OK().Stdout() == strings.Repeat("é𝐚漢🙂", 2000), true)
		halves := c.Execute(`invisible(system("printf '\\303'; sleep 0.3; printf '\\251'"))`).OK()
		expect(t, "character in two writes", halves.Stdout(), "é")
	})
	g.run("050_visible_values_are_results_and_invisible_ones_are_not", func(t *testing.T, c client) {
		expect(t, "value", result(c, "6 * 7"), "[1] 42")
		expect(t, "NULL", result(c, "NULL"), "NULL")
		for _, code := range []string{"x <- 5", "invisible(5)", "f <- function() invisible(1); f()", "if (FALSE) 1"} {
			expect(t, "results of "+code, len(c.Execute(code).OK().Results()), 0)
		}
		cell := c.Execute("1; 2; invisible(3); 4").OK()
		expect(t, "several values", fmt.Sprintf("%q", cell.Order()), `["display:[1] 1" "display:[1] 2" "result:[1] 4"]`)
	})
	g.run("054_warnings_go_to_stderr", func(t *testing.T, c client) {
		expectContains(t, "stderr", c.Execute("warning('look out'); invisible(1)").OK().Stderr(), "look out")
		expectContains(t, "stderr", c.Execute("x <- as.integer('a')").OK().Stderr(), "NAs introduced")
	})
}

func TestExecute_errors(t *testing.T) {
	g := newGroup(t)
	g.run("051_an_error_is_exactly_one_message", func(t *testing.T, c client) {
		for code, ename := range map[string]string{
			"stop('plain')":                "simpleError",
			"f <- function() stop(1); f()": "simpleError",
			"log('a')":                     "simpleError",
			"no_such_object":               "simpleError",
			"stop(structure(class = c('own', 'error', 'condition'), list(message = 'mine', call = NULL)))": "own",
			"rlang::abort('rlang')": "rlang_error",
		} {
			cell := c.Execute(code)
			order := cell.Order()
			expect(t, "outputs of "+code, fmt.Sprintf("%q", order), fmt.Sprintf("[%q]", "error:"+ename))
		}
	})
	g.run("052_error_has_name_value_and_traceback", func(t *testing.T, c client) {
		e := c.Execute("outer <- function() inner(); inner <- function() stop('deep trouble'); outer()").Error()
		expect(t, "ename", e.EName, "simpleError")
		expect(t, "evalue", e.EValue, "deep trouble")
		text := strings.Join(e.Traceback, "\n")
		for _, part := range []string{"deep trouble", "inner()", "outer()"} {
			expectContains(t, "traceback", text, part)
		}
	})
	g.run("053_error_reply_says_the_same_as_the_error", func(t *testing.T, c client) {
		cell := c.Execute("stop('the same')") // compared by Cell.Wait
		reply := cell.Reply()
		expect(t, "status", reply.Status, protocol.StatusError)
		expect(t, "evalue", reply.EValue, cell.Error().EValue)
		raw := cell.ReplyMessage().Fields(t)
		expect(t, "user_expressions", fmt.Sprint(raw["user_expressions"]), "map[]")
		expect(t, "payload", fmt.Sprint(raw["payload"]), "[]")
	})
	g.run("055_code_that_does_not_parse_is_not_run", func(t *testing.T, c client) {
		for _, code := range []string{"parse_a <- 1\n)", "parse_a <- 1; 1 +* 2", "parse_a <- 1\n'\\y'"} {
			e := c.Execute(code).Error()
			if e.EValue == "" {
				t.Errorf("%q: no message", code)
			}
		}
		incomplete := c.Execute("parse_a <- 1\nf <- function(x) {").Error()
		expectContains(t, "incomplete code", incomplete.EValue, "Can't execute incomplete input")
		expect(t, "was anything run", result(c, "exists('parse_a')"), "[1] FALSE")
	})
}

func TestExecute_user_expressions(t *testing.T) {
	g := newGroup(t)
	ask := func(c client, code string, expressions map[string]string) map[string]kerneltest.UserExpression {
		cell := c.Execute(code, kerneltest.UserExpressions(expressions))
		cell.Discard()
		return cell.Reply().UserExpressions
	}
	g.run("056_value_has_status_data_and_metadata", func(t *testing.T, c client) {
		v := ask(c, "", map[string]string{"a": "1:3"})["a"]
		expect(t, "status", v.Status, protocol.StatusOK)
		expect(t, "text/plain", v.Data["text/plain"], any("[1] 1 2 3"))
		expect(t, "metadata is an object", v.Metadata != nil, true)
	})
	g.run("057_a_failing_one_fails_alone", func(t *testing.T, c client) {
		cell := c.Execute("", kerneltest.UserExpressions(map[string]string{"good": "1", "bad": "stop('no')", "ugly": ")"})).OK()
		all := cell.Reply().UserExpressions
		expect(t, "good", all["good"].Status, protocol.StatusOK)
		for _, name := range []string{"bad", "ugly"} {
			v := all[name]
			expect(t, name, v.Status, protocol.StatusError)
			if v.EName == "" || v.EValue == "" || len(v.Traceback) == 0 {
				t.Errorf("%s lacks ename, evalue or traceback: %+v", name, v)
			}
		}
	})
	g.run("058_they_run_after_the_code_if_it_succeeded", func(t *testing.T, c client) {
		expect(t, "value", ask(c, "u <- 58", map[string]string{"v": "u"})["v"].Data["text/plain"], any("[1] 58"))
		expect(t, "values after an error", len(ask(c, "stop('x')", map[string]string{"v": "u <- 0"})), 0)
		expect(t, "u", result(c, "u"), "[1] 58")
	})
	g.run("059_empty_code_evaluates_them", func(t *testing.T, c client) {
		expect(t, "value", ask(c, "", map[string]string{"0": "6 * 7"})["0"].Data["text/plain"], any("[1] 42"))
		expect(t, "text", ask(c, "", map[string]string{"0": `paste("a", "b")`})["0"].Data["text/plain"], any(`[1] "a b"`))
	})
	g.run("060_they_publish_nothing", func(t *testing.T, c client) {
		cell := c.Execute("", kerneltest.UserExpressions(map[string]string{"a": "1 + 1", "b": "stop('x')"})).OK()
		expect(t, "outputs", len(cell.Outputs()), 0)
	})
	g.run("061_payload_is_a_list_in_every_ok_reply", func(t *testing.T, c client) {
		for _, code := range []string{"", "1", "invisible(1)"} {
			cell := c.Execute(code).OK()
			cell.Discard()
			expect(t, "payload", fmt.Sprint(cell.ReplyMessage().Fields(t)["payload"]), "[]")
		}
	})
}
