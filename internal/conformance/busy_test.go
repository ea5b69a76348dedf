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

// matches completes at the end of code and says how long the reply took.
func matches(t *testing.T, c client, code string) ([]string, time.Duration) {
	t.Helper()
	start := time.Now()
	reply, _ := c.Call(protocol.Shell, protocol.MsgCompleteRequest, fields{"code": code, "cursor_pos": len([]rune(code))})
	var content struct{ Matches []string }
	reply.Decode(t, &content)
	return content.Matches, reply.At.Sub(start)
}

// busyLimit is what an answer may take while R works: 150 ms and a few more, had the
// machine nothing else to do (make bench measures it). The cells run for much longer.
const busyLimit = 2 * time.Second

// expectMatches completes while R works: words must be among the matches, and those
// with a minus must not.
func expectMatches(t *testing.T, c client, code string, words ...string) {
	t.Helper()
	found, took := matches(t, c, code)
	if took < 140*time.Millisecond || took > busyLimit {
		t.Errorf("%q took %v while R works, expected 150 ms and a few more", code, took)
	}
	for _, word := range words {
		word, without := strings.CutPrefix(word, "-")
		if slices.Contains(found, word) == without {
			t.Errorf("%q gives %.300q, expected %q", code, found, words)
		}
	}
}

// settled runs code and waits until R has had time to be looked at.
func settled(c client, code string) {
	c.Execute(code).OK()
	time.Sleep(100 * time.Millisecond)
}

// whileBusy runs test while R sleeps.
func whileBusy(t *testing.T, c client, test func()) {
	t.Helper()
	cell := running(c, "Sys.sleep(60)")
	test()
	start := time.Now()
	c.Interrupt()
	expectInterrupted(t, cell, start)
}

// session has a bit of everything.
const session = `
numbers <- c(first = 1, second = 2); frame <- data.frame(weight = 1:2, group = factor(c("low", "high")))
nested <- list(inner = list(deep = list(deeper = 1)), frame = frame); fit <- lm(mpg ~ wt, mtcars)
greet <- function(name, tone = c("warm", "cold"), ...) UseMethod("greet")
greet.frost <- function(name, depth = 2, ...) NULL
frosty <- structure(list(), class = "frost")
place <- new.env(); place$city <- "Rome"
setClass("Person", representation(age = "numeric")); ann <- new("Person", age = 1)
delayedAssign("promised_thing", { cat("forced\n"); 1 })
makeActiveBinding("active_thing", function() { cat("called\n"); 1 }, .GlobalEnv)
options(gokernel_test_option = 1); Sys.setenv(GOKERNEL_TEST_VARIABLE = "1")
attach(list(attached_thing = 1), name = "attached"); suppressMessages(library(dplyr))`

func TestBusy_complete(t *testing.T) {
	g := newGroup(t)
	g.run("knows_the_session", func(t *testing.T, c client) {
		settled(c, session)
		whileBusy(t, c, func() {
			expectMatches(t, c, "fra", "frame")
			expectMatches(t, c, "frame$", "weight", "group")
			expectMatches(t, c, "frame[", `"weight"`, `"group"`)
			expectMatches(t, c, "nested$inner$deep$", "deeper")
			expectMatches(t, c, "nested$frame$", "weight")
			expectMatches(t, c, "fit$", "coefficients", "residuals")
			expectMatches(t, c, "place$", "city")
			expectMatches(t, c, "ann@", "age")
			expectMatches(t, c, "promised_", "promised_thing")
			expectMatches(t, c, "active_", "active_thing")
			expectMatches(t, c, "attached_", "attached_thing")
		})
		expect(t, "text after", c.Execute("invisible(promised_thing); invisible(active_thing)").OK().Stdout(), "forced\ncalled\n")
	})
	g.run("knows_packages_that_were_never_used", func(t *testing.T, c client) {
		whileBusy(t, c, func() {
			expectMatches(t, c, "mtcars$", "mpg", "cyl")
			expectMatches(t, c, "iris$Spe", "Species")
			expectMatches(t, c, "glm(for", argumentMatch("formula"))
		})
	})
	g.run("knows_calls", func(t *testing.T, c client) {
		whileBusy(t, c, func() {
			expectMatches(t, c, "greet(frosty, de", argumentMatch("depth"))
			expectMatches(t, c, "greet(to", argumentMatch("tone"))
			expectMatches(t, c, "read.csv(hea", argumentMatch("header"))
			expectMatches(t, c, "plot(fit, whi", argumentMatch("which"))
			expectMatches(t, c, `cor(1, method = "`, `pearson"`, `kendall"`)
			expectMatches(t, c, "library(ggp", "ggplot2")
			expectMatches(t, c, "dplyr::fil", "filter")
			expectMatches(t, c, "mut", "mutate")
			expectMatches(t, c, `getOption("gokernel_te`, `gokernel_test_option"`)
			expectMatches(t, c, `Sys.getenv("GOKERNEL_TE`, `GOKERNEL_TEST_VARIABLE"`)
			expectMatches(t, c, "frame |> dplyr::filter(wei", "weight")
			expectMatches(t, c, `frame$group == "`, `low"`, `high"`)
		})
	})
	g.run("new_changed_and_removed_objects", func(t *testing.T, c client) {
		settled(c, "changes <- list(old = 1); removed_one <- 1; removed_two <- 2")
		settled(c, "changes$new <- 2; names(changes)[1] <- 'renamed'; rm(removed_one); rm(list = 'removed_two')")
		whileBusy(t, c, func() {
			expectMatches(t, c, "changes$", "new", "renamed", "-old")
			expectMatches(t, c, "removed_", "-removed_one", "-removed_two")
		})
	})
	g.run("what_the_cell_just_before_made", func(t *testing.T, c client) {
		made := c.Submit("just_made <- data.frame(fresh_column = 1); made_by_assign <- 1")
		cell := c.Submit("cat('go\n'); later_name <- function(argument_of_it) 1; Sys.sleep(60)")
		made.Wait().OK()
		c.ExpectIOPub(cell.ID, protocol.MsgStream)
		expectMatches(t, c, "just_m", "just_made")
		expectMatches(t, c, "just_made$", "fresh_column")
		expectMatches(t, c, "later_", "later_name")
		expectMatches(t, c, "later_name(", argumentMatch("argument_of_it"))
		c.Interrupt()
		cell.Wait().Error()
	})
	g.run("in_prompts", func(t *testing.T, c client) {
		settled(c, "frame <- data.frame(weight = 1)")
		cell := c.Submit("answer <- readline('? ')", kerneltest.AllowStdin())
		c.ExpectInput(cell)
		expectMatches(t, c, "frame$", "weight")
		c.AnswerInput("")
		cell.Wait().OK()
		cell = c.Submit("f <- function() { inside <- 1; browser() }; f()", kerneltest.AllowStdin())
		c.ExpectInput(cell)
		expectMatches(t, c, "frame$", "weight")
		c.AnswerInput("c")
		expect(t, "text", cell.Wait().OK().Stdout(), "Called from: f()\n")
	})
}

// argumentMatch is what completes to an argument.
func argumentMatch(name string) string { return name + " = " }

// Whatever R does, the answer comes, and the frontend sees R busy after it.
func TestBusy_complete_in_time(t *testing.T) {
	g := newGroup(t)
	for name, code := range map[string]string{
		"sleep": "Sys.sleep(60)", "loop": "repeat {}", "compiled": spinInC, "child": "system('sleep 60')",
	} {
		g.run(name, func(t *testing.T, c client) {
			settled(c, "some_frame <- data.frame(some_column = 1)")
			cell := running(c, code)
			var ids []string
			for range 3 {
				start := time.Now()
				id := c.Send(protocol.Shell, protocol.MsgCompleteRequest, fields{"code": "some_frame$", "cursor_pos": 11})
				reply := c.ExpectReply(protocol.Shell, id)
				if took := reply.At.Sub(start); took < 140*time.Millisecond || took > busyLimit {
					t.Errorf("the answer took %v, expected 150 ms and a few more", took)
				}
				expectContains(t, "reply", fmt.Sprint(reply.Fields(t)["matches"]), "some_column")
				c.ExpectFramed(id)
				ids = append(ids, id)
			}
			c.Interrupt()
			cell.Wait().Discard()
			for _, id := range ids {
				expectBusyAgain(t, c, id, cell.ID)
			}
		})
	}
}

// expectBusyAgain looks for the status after the idle of a request: frontends show the
// last one that they saw.
func expectBusyAgain(t *testing.T, c client, id, cell string) {
	t.Helper()
	idle := false
	for _, m := range c.All() {
		switch {
		case idle && m.State() != "":
			if m.State() != protocol.Busy || m.ParentID != cell {
				t.Errorf("after the idle of a completion comes %s, expected that the cell is busy", m)
			}
			return
		case m.State() == protocol.Idle && m.ParentID == id:
			idle = true
		}
	}
	t.Errorf("no status after the idle of a completion")
}
