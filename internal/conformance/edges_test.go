package conformance

import (
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
)

// TestEdges has what once went wrong and has no number in the protocol's list.
func TestEdges(t *testing.T) {
	g := newGroup(t)
	allow := kerneltest.AllowStdin()
	g.run("a_failing_Last_keeps_the_kernel", func(t *testing.T, c client) {
		cell := c.Execute(".Last <- function() stop('not yet'); q('no')")
		expectContains(t, "evalue", cell.Error().EValue, "not yet")
		c.Execute("rm(.Last)").OK()
	})
	g.run("an_odd_warning_hurts_no_later_cell", func(t *testing.T, c client) {
		odd := "warning(structure(class = c('odd', 'warning', 'condition'), list(message = c('a', 'b'), call = NULL)))"
		expectContains(t, "stderr", c.Execute(odd).OK().Stderr(), "a\nb")
		expect(t, "next cell", result(c, "2"), "[1] 2")
	})
	g.run("plots_and_displays_in_forked_children", func(t *testing.T, c client) {
		code := "length(parallel::mclapply(1:20, function(i) {plot(1); plot(2); clear_output(); i}, mc.cores = 2, mc.preschedule = FALSE))"
		for range 3 {
			expect(t, "children", result(c, code), "[1] 20")
		}
	})
	g.run("a_handled_error_is_not_blamed_for_an_abort", func(t *testing.T, c client) {
		cell := c.Execute("invisible(signalCondition(simpleError('stale'))); invokeRestart('abort')")
		expect(t, "ename", cell.Error().EName, "abort")
	})
	g.run("a_plot_comes_before_the_question_about_it", func(t *testing.T, c client) {
		cell := c.Submit("{plot(1); invisible(readline('ok? '))}", allow)
		ask := c.ExpectInput(cell)
		time.Sleep(200 * time.Millisecond) // in which a plot that waits for the answer does not come
		c.AnswerInput("yes")
		shown := cell.Wait().OK().Displays()
		expect(t, "displays", len(shown), 1)
		expect(t, "it is an image", shown[0].Data["image/png"] != nil, true)
		for _, m := range cell.Outputs() {
			expectWithin(t, "plot after the question", m.At.Sub(ask.Message.At), 100*time.Millisecond)
		}
	})
	g.run("only_the_first_line_of_an_answer_counts", func(t *testing.T, c client) {
		cell := c.Submit("readline()", allow)
		c.ExpectInput(cell)
		c.AnswerInput("one\ntwo")
		expect(t, "answer", cell.Wait().OK().Result(), `[1] "one"`)
		cell = c.Submit("readline()", allow)
		c.ExpectInput(cell)
		c.AnswerInput("three")
		expect(t, "next answer", cell.Wait().OK().Result(), `[1] "three"`)
	})
	g.run("a_long_password_is_whole", func(t *testing.T, c client) {
		cell := c.Submit("nchar(askpass::askpass('? '))", allow)
		c.ExpectInput(cell)
		c.AnswerInput(strings.Repeat("p", 10000))
		expect(t, "length", cell.Wait().OK().Result(), "[1] 10000")
	})
	g.run("a_time_limit_for_one_call_ends_with_the_cell", func(t *testing.T, c client) {
		c.Execute("setTimeLimit(elapsed = 0.2, transient = TRUE)").OK()
		c.Execute("Sys.sleep(0.4)").OK()
	})
	g.run("a_plot_keeps_its_place_before_text", func(t *testing.T, c client) {
		cell := c.Execute("{plot(1); cat('text\\n'); lines(1:2)}").OK()
		updates := cell.Updates()
		expect(t, "updates", len(updates), 1)
		expect(t, "the update is the plot", updates[0].Data["image/png"] != nil, true)
		want := "display:|stdout:text\n|update:" + updates[0].Transient.DisplayID
		expect(t, "order", strings.Join(cell.Order(), "|"), want)
	})
	g.run("many_statements_on_one_plot_are_quick", func(t *testing.T, c client) {
		code := "plot(runif(1e4), runif(1e4))\n" + strings.Repeat("abline(h = runif(1))\n", 40)
		cell := c.Execute(code).OK()
		sent := len(cell.Displays()) + len(cell.Updates())
		if sent > 4 {
			t.Fatalf("the plot was rendered %d times for 41 statements", sent)
		}
	})
}
