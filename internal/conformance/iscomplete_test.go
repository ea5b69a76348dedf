package conformance

import (
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// completeness asks whether code is complete; the indent is "none" where there is none.
func completeness(t *testing.T, c client, code string) (status, indent string) {
	t.Helper()
	reply, _ := c.Call(protocol.Shell, protocol.MsgIsCompleteRequest, fields{"code": code})
	content := reply.Fields(t)
	indent = "none"
	if text, ok := content["indent"].(string); ok {
		indent = text
	}
	return content["status"].(string), indent
}

func TestIsComplete(t *testing.T) {
	g := newGroup(t)
	cases := []struct{ code, status, indent string }{
		{"1+1", "complete", "none"},
		{"f <- function(x) {", "incomplete", "  "},
		{"x <-", "incomplete", "  "},
		{`"abc`, "incomplete", ""},
		{"1 +* 2", "invalid", "none"},
		{")", "invalid", "none"},
		{"", "complete", "none"},
		{"\n \n", "complete", "none"},
		{"# only this", "complete", "none"},
		{"mtcars |>\n  head() |>", "incomplete", "  "},
		{"mtcars |> head", "invalid", "none"},
		{"f <- function(x) {\r\n  if (x) {\r\n", "incomplete", "    "},
		{"x <- 1\r\ny <- 2", "complete", "none"},
		{"if (a) 1\nelse 2", "invalid", "none"},
		{"x <- '\\q'", "invalid", "none"},
		{"r\"(abc", "incomplete", ""},
		{"100000000000L", "complete", "none"}, // R warns about it when it runs
		{"日本 <- '😀' |>", "incomplete", "  "},
	}
	g.run("097_is_complete_says_what_the_parser_of_r_says", func(t *testing.T, c client) {
		for _, each := range cases {
			status, _ := completeness(t, c, each.code)
			expect(t, "status of "+each.code, status, each.status)
		}
	})
	g.run("098_indent_is_there_if_and_only_if_code_is_incomplete", func(t *testing.T, c client) {
		for _, each := range cases {
			_, indent := completeness(t, c, each.code)
			expect(t, "indent after "+each.code, indent, each.indent)
		}
	})
	g.run("099_is_complete_is_answered_at_once_idle_or_busy", func(t *testing.T, c client) {
		long := strings.Repeat("x <- lapply(seq_len(n), function(i) { y[[i]] + 1 })\n", 1000) + "f("
		within := func() {
			for _, each := range append(cases, struct{ code, status, indent string }{long, "incomplete", "  "}) {
				asked := time.Now()
				status, indent := completeness(t, c, each.code)
				expectWithin(t, "the answer", time.Since(asked), busyLimit) // 0.25 s, had the machine nothing else to do
				expect(t, "answer to "+each.code, status+" "+indent, each.status+" "+each.indent)
			}
		}
		within()
		for _, work := range []string{"repeat {}", spinInC} {
			cell := running(c, work)
			within()
			c.Interrupt()
			cell.Wait().Discard()
		}
	})
	g.run("is_complete_leaves_no_trace", func(t *testing.T, c client) {
		state := `c(geterrmessage(), names(warnings()), exists(".Random.seed"), ls(all.names = TRUE), .Last.value)`
		c.Execute("invisible('before')").OK()
		before := result(c, state)
		c.Execute("invisible('before')").OK()
		for _, each := range cases {
			completeness(t, c, each.code)
		}
		expect(t, "the state afterwards", result(c, state), before)
		c.Execute("options(warn = 2, error = quote(cat('error!')))").OK()
		status, _ := completeness(t, c, "100000000000L")
		expect(t, "status where warnings are errors", status, "complete")
		status, _ = completeness(t, c, "'\\q'")
		expect(t, "status", status, "invalid")
		c.Execute("options(warn = 0, error = NULL)").OK()
	})
}
