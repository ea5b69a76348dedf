package conformance

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

// inspection is the content of an inspect_reply.
type inspection struct {
	Status   string
	Found    bool
	Data     map[string]string
	Metadata json.RawMessage
}

// inspect asks about the place in code that is marked with ‸.
func inspect(t *testing.T, c client, marked string, detail int) inspection {
	t.Helper()
	before, after, ok := strings.Cut(marked, "‸")
	if !ok {
		t.Fatalf("no cursor in %q", marked)
	}
	reply, _ := c.Call(protocol.Shell, protocol.MsgInspectRequest, fields{
		"code": before + after, "cursor_pos": utf8.RuneCountInString(before), "detail_level": detail})
	var answer inspection
	if err := json.Unmarshal(reply.Content, &answer); err != nil {
		t.Fatal(err)
	}
	expect(t, "status", answer.Status, "ok")
	return answer
}

// explained is the text of an answer that was found; its other formats are checked.
func explained(t *testing.T, c client, marked string, detail int) string {
	t.Helper()
	answer := inspect(t, c, marked, detail)
	if !answer.Found {
		t.Errorf("%s: not found", marked)
		return ""
	}
	text, html := answer.Data["text/plain"], answer.Data["text/html"]
	if text == "" || answer.Data["text/markdown"] == "" || html == "" {
		t.Errorf("%s: formats %q", marked, answer.Data)
	}
	for _, bad := range []string{"\b", "\x1b"} {
		if strings.Contains(text, bad) {
			t.Errorf("%s: %q in the text", marked, bad)
		}
	}
	for _, bad := range []string{"<script", "<style", "<head", "<body", " onclick", " id="} {
		if strings.Contains(html, bad) {
			t.Errorf("%s: %q in the HTML", marked, bad)
		}
	}
	return text
}

func TestInspect(t *testing.T) {
	g := newGroup(t)
	g.run("094_what_is_found_has_text_and_metadata", func(t *testing.T, c client) {
		answer := inspect(t, c, "lm‸", 0)
		expect(t, "found", answer.Found, true)
		expectContains(t, "text", answer.Data["text/plain"], "Fitting Linear Models")
		expect(t, "metadata is an object", string(bytes.TrimSpace(answer.Metadata)), "{}")
	})
	g.run("095_an_unknown_name_is_not_found", func(t *testing.T, c client) {
		for _, code := range []string{"no_such_name‸", "‸", "12‸", "\"text‸\"", "# comment‸", "stats::no_such‸", "no_such::x‸", "mtcars$no_such‸", "mean()$x‸"} {
			answer := inspect(t, c, code, 0)
			if answer.Found || len(answer.Data) > 0 {
				t.Errorf("%s: %q", code, answer.Data)
			}
		}
	})
	g.run("096_detail_has_the_source", func(t *testing.T, c client) {
		c.Execute("# Adds.\nadd_up <- function(a, b = 2) {\n  a + b # both\n}").OK()
		expectContains(t, "own function", explained(t, c, "add_up‸", 1), "Source:\n\nfunction(a, b = 2) {\n  a + b # both\n}")
		expectContains(t, "without detail", explained(t, c, "add_up‸", 0), "add_up(a, b = 2)\n\nAdds.")
		expectContains(t, "function of a package", explained(t, c, "stats::sd‸", 1), "sqrt(var(")
		reply, _ := c.Call(protocol.Shell, protocol.MsgInspectRequest, fields{"code": "add_up", "cursor_pos": 6})
		expectContains(t, "without the field", string(reply.Content), "add_up(a, b = 2)")
	})
	g.run("what_is_explained", func(t *testing.T, c client) {
		c.Execute(inspectedObjects).OK()
		for _, each := range inspectCases {
			text := explained(t, c, each.code, each.detail)
			for _, want := range each.want {
				if !strings.Contains(text, want) {
					t.Errorf("%s: no %q in\n%s", each.code, want, text)
				}
			}
		}
	})
	g.run("no_code_of_the_user_runs", func(t *testing.T, c client) {
		before := result(c, traces)
		c.Execute(hostileObjects).OK()
		for _, name := range hostileNames {
			for detail := range 2 {
				start := time.Now()
				explained(t, c, name+"‸", detail)
				expectWithin(t, name, time.Since(start), 500*time.Millisecond) // about 5; a loaded machine is slow
			}
		}
		c.Execute(harmless).OK()
		expect(t, "methods that ran", result(c, "paste(ran)"), "character(0)")
		expect(t, "traces", result(c, traces), before)
	})
}

func TestInspect_busy(t *testing.T) {
	g := newGroup(t)
	g.run("help_and_the_last_idle_moment", func(t *testing.T, c client) {
		c.Execute("busy_data <- data.frame(id = 1:3, label = c('x', 'y', 'z')); busy_fun <- function(n, m = 1) n").OK()
		time.Sleep(time.Second) // the snapshot is made in idle moments
		cell := c.Submit("while (TRUE) {}")
		time.Sleep(200 * time.Millisecond) // it runs
		for code, want := range map[string]string{
			"lm‸": "Fitting Linear Models", "busy_data‸": "data.frame", "busy_data$id‸": "integer", "busy_fun(‸": "busy_fun(n, m = 1)",
			"lm(data‸ = x)": "an optional data frame", "if‸": "Control Flow", "f <- function(a) a; f(‸": "f(a)", "library(stats‸)": "The R Stats Package",
		} {
			start := time.Now()
			expectContains(t, code, explained(t, c, code, 0), want)
			expectWithin(t, code, time.Since(start), 2*time.Second)
		}
		since := time.Now()
		c.Interrupt()
		expectInterrupted(t, cell, since)
	})
}
