package conformance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

func TestStdin(t *testing.T) {
	g := newGroup(t)
	allow := kerneltest.AllowStdin()
	g.run("108_readline_asks_the_client_that_executed", func(t *testing.T, c client) {
		cell := c.Submit("x <- readline('name? '); x", allow)
		ask := c.ExpectInput(cell)
		expect(t, "prompt", ask.Prompt, "name? ")
		expect(t, "password", ask.Password, false)
		expect(t, "parent type", strings.Contains(string(ask.Message.Parent), `"msg_type":"execute_request"`), true)
		c.AnswerInput("Ada")
		expect(t, "value", cell.Wait().OK().Result(), `[1] "Ada"`)
	})
	g.run("109_text_before_the_prompt_is_published_before", func(t *testing.T, c client) {
		cell := c.Submit("cat('question one\n'); message('and two'); system('echo three'); invisible(readline('? '))", allow)
		ask := c.ExpectInput(cell)
		got := ""
		for len(got) < len("question one\nand two\nthree\n") {
			m := c.ExpectIOPub(cell.ID, protocol.MsgStream)
			got += m.Fields(t)["text"].(string)
			expectWithin(t, "text after the prompt", m.At.Sub(ask.Message.At), 100*time.Millisecond)
		}
		expect(t, "text", got, "question one\nand two\nthree\n")
		c.AnswerInput("")
		cell.Wait().OK()
	})
	g.run("110_any_value_reaches_r", func(t *testing.T, c client) {
		for _, value := range []string{"", "ünï 漢 🙂", `quo"te\`, strings.Repeat("long", 800), "two words"} {
			cell := c.Submit("answer <- readline()", allow)
			c.ExpectInput(cell)
			c.AnswerInput(value)
			cell.Wait().OK()
			expect(t, "bytes of the value", result(c, "nchar(answer, 'bytes')"), fmt.Sprintf("[1] %d", len(value)))
			expect(t, "value", c.Execute("cat(answer)").OK().Stdout(), value)
		}
		cell := c.Submit("scan(quiet = TRUE)", allow)
		for _, line := range []string{"1 2", "3", ""} {
			c.ExpectInput(cell)
			c.AnswerInput(line)
		}
		expect(t, "scan", cell.Wait().OK().Result(), "[1] 1 2 3")
		cell = c.Submit("menu(c('tea', 'coffee'))", allow)
		c.ExpectInput(cell)
		c.AnswerInput("2")
		expect(t, "menu", cell.Wait().OK().Result(), "[1] 2")
		expectContains(t, "menu text", cell.Stdout(), "coffee")
	})
	g.run("111_without_allow_stdin_r_gets_an_error_at_once", func(t *testing.T, c client) {
		start := time.Now()
		c.Execute("readline('? ')").Error()
		c.Execute("cat('x'); scan()").Discard()
		c.Execute("askpass::askpass()").Error()
		id := submitExecute(c, c.Header(protocol.MsgExecuteRequest, nil), `{"code":"readline()"}`)
		c.Adopt(id, "readline()").Wait().Error()
		expectWithin(t, "four refused prompts", time.Since(start), 2*time.Second)
		c.Fence()
		expect(t, "value of the handler", result(c, "tryCatch(readline(), error = function(e) 'refused')"), `[1] "refused"`)
	})
	g.run("112_an_interrupt_ends_the_wait", func(t *testing.T, c client) {
		for range 3 {
			cell := c.Submit("readline('never answered ')", allow)
			c.ExpectInput(cell)
			start := time.Now()
			c.Interrupt()
			expect(t, "ename", cell.Wait().Error().EName, "interrupt")
			expectWithin(t, "the end of the wait", time.Since(start), time.Second)
		}
		cell := c.Submit("readline()", allow)
		c.ExpectInput(cell)
		c.AnswerInput("later")
		expect(t, "value", cell.Wait().OK().Result(), `[1] "later"`)
	})
	g.run("113_a_reply_from_before_the_request_is_no_answer", func(t *testing.T, c client) {
		c.SendInput("{}", "stale")
		c.Fence()
		cell := c.Submit("readline()", allow)
		c.ExpectInput(cell)
		c.AnswerInput("fresh")
		expect(t, "value", cell.Wait().OK().Result(), `[1] "fresh"`)
	})
	g.run("114_a_reply_without_parent_is_an_answer", func(t *testing.T, c client) {
		cell := c.Submit("readline()", allow)
		c.ExpectInput(cell)
		c.SendInput("{}", "orphan")
		expect(t, "value", cell.Wait().OK().Result(), `[1] "orphan"`)
	})
	g.run("115_control_d_is_end_of_file", func(t *testing.T, c client) {
		cell := c.Submit("readLines(stdin())", allow)
		for _, line := range []string{"one", "two", "\x04"} {
			c.ExpectInput(cell)
			c.AnswerInput(line)
		}
		expect(t, "lines", cell.Wait().OK().Result(), `[1] "one" "two"`)
	})
	g.run("116_askpass_asks_for_a_password", func(t *testing.T, c client) {
		cell := c.Submit("askpass::askpass('secret: ')", allow)
		ask := c.ExpectInput(cell)
		expect(t, "prompt", ask.Prompt, "secret: ")
		expect(t, "password", ask.Password, true)
		c.AnswerInput("pässword")
		expect(t, "value", cell.Wait().OK().Result(), `[1] "pässword"`)
	})
	g.run("117_only_the_client_that_executed_is_asked", func(t *testing.T, c client) {
		other := g.k.ConnectWith(t, oneOfSeveral)
		for _, pair := range [][2]client{{c, other}, {other, c}} {
			cell := pair[0].Submit("readline('who? ')", allow)
			pair[0].ExpectInput(cell)
			pair[1].KernelInfo(protocol.Control)
			expect(t, "requests at the other client", len(pair[1].Unread(protocol.Stdin)), 0)
			pair[0].AnswerInput("me")
			expect(t, "value", cell.Wait().OK().Result(), `[1] "me"`)
		}
	}, oneOfSeveral)
}
