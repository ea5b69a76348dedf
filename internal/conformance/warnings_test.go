package conformance

import (
	"strings"
	"testing"
)

func TestConditions_warnings(t *testing.T) {
	g := newGroup(t)
	for _, test := range []struct{ name, code, stderr string }{
		{"top_level", "warning('w')", "Warning message:\n“w”\n"},
		{"function", "f <- function() warning('w'); f()", "Warning message in f():\n“w”\n"},
		{"without_call", "f <- function() warning('w', call. = FALSE); f()", "Warning message:\n“w”\n"},
		{"in_C", "x <- as.integer('a')", "Warning message:\n“NAs introduced by coercion”\n"},
		{"own_class", "warning(structure(class = c('own', 'warning', 'condition'), list(message = 'w', call = quote(a(b)))))", "Warning message in a(b):\n“w”\n"},
		{"not_a_warning", "warning(simpleCondition('w', quote(a(b))))", "Warning message in a(b):\n“w”\n"},
		{"of_an_error", "x <- tryCatch(stop('w'), error = warning)", "Warning message:\n“w”\n"},
		{"lines_and_scripts", "warning('one\ntwo \u00e9\u4e2d')", "Warning message:\n“one\ntwo é中”\n"},
		{"long", "warning(strrep('long ', 500))", "Warning message:\n“" + strings.Repeat("long ", 500) + "”\n"},
		{"suppressed", "suppressWarnings({warning('w'); as.integer('a')}) -> x", ""},
		{"in_order", "f <- function() { message('before'); warning('w'); message('after') }; f()", "before\nWarning message in f():\n“w”\nafter\n"},
		{"at_once", "options(warn = 1); f <- function() warning('w'); f(); options(warn = 0)", "Warning message in f():\n“w”\n"},
		{"silent", "options(warn = -1); warning('w'); options(warn = 0)", ""},
		{"of_a_finalizer", "e <- new.env(); x <- reg.finalizer(e, function(e) warning('w')); rm(e); x <- gc()", "Warning message in (function(e) ...)(<environment>):\n“w”\n"},
	} {
		g.run(test.name, func(t *testing.T, c client) {
			expect(t, "stderr", c.Execute(test.code).OK().Stderr(), test.stderr)
		})
	}
	g.run("as_errors", func(t *testing.T, c client) {
		cell := c.Execute("options(warn = 2); as.integer('a')")
		expect(t, "evalue", cell.Error().EValue, "(converted from warning) NAs introduced by coercion")
		expect(t, "outputs", len(cell.Outputs()), 1)
		c.Execute("options(warn = 0)").OK()
	})
	g.run("before_the_error_that_follows", func(t *testing.T, c client) {
		cell := c.Execute("f <- function() { warning('w'); stop('e') }; f()")
		expect(t, "order", strings.Join(cell.Order(), "|"), "stderr:Warning message in f():\n“w”\n|error:simpleError")
	})
	g.run("warnings_has_those_of_the_last_cell_that_gave_any", func(t *testing.T, c client) {
		cell := c.Execute("f <- function() warning('a'); f()\nwarning('b')\nwarnings()").OK()
		expect(t, "in the same cell", cell.Result(), "Warning messages:\n1: In f() : a\n2: b")
		cell.Stderr()
		expect(t, "in the next cell", result(c, "warnings()"), "Warning messages:\n1: In f() : a\n2: b")
		expect(t, "printed", c.Execute("print(warnings())").OK().Stdout(), "Warning messages:\n1: In f() : a\n2: b\n")
		c.Execute("warning('c')").OK().Stderr()
		expect(t, "after another one", result(c, "warnings()"), "Warning message:\nc")
	})
	g.run("a_flood_is_bounded", func(t *testing.T, c client) {
		text := c.Execute("for (i in 1:10000) warning(paste('w', i))").OK().Stderr()
		expect(t, "shown", strings.Count(text, "Warning message"), 50)
		expect(t, "end", text[strings.LastIndex(text, "”\n")+len("”\n"):], "There were 9950 more warnings (use warnings() to see the first 50)\n")
		expect(t, "kept", result(c, "length(warnings())"), "[1] 50")
		text = c.Execute("for (i in 1:51) warning(paste('w', i)); warning('of the next expression')").OK().Stderr()
		expectContains(t, "end", text, "“w 50”\nThere was 1 more warning (use warnings() to see the first 50)\nWarning message:\n“of the next expression”\n")
	})
	g.run("a_flood_ends_with_its_count_before_the_error", func(t *testing.T, c client) {
		cell := c.Execute("f <- function() { for (i in 1:60) warning(i); stop('e') }; f()")
		order := cell.Order()
		expect(t, "outputs", len(order), 2)
		expect(t, "count", strings.HasSuffix(order[0], "There were 10 more warnings (use warnings() to see the first 50)\n"), true)
		expect(t, "error", order[1], "error:simpleError")
	})
	g.run("the_bound_is_R's_option", func(t *testing.T, c client) {
		text := c.Execute("options(nwarnings = 100L); for (i in 1:80) warning(i); options(nwarnings = 50L)").OK().Stderr()
		expect(t, "shown", strings.Count(text, "Warning message"), 80)
	})
}

func TestConditions_messages(t *testing.T) {
	g := newGroup(t)
	for _, test := range []struct{ name, code, stderr string }{
		{"message", "message('m')", "m\n"},
		{"without_newline", "message('m', appendLF = FALSE); message('n')", "mn\n"},
		{"condition", "message(simpleMessage('m\n'))", "m\n"},
		{"own_class", "message(structure(class = c('own', 'message', 'condition'), list(message = 'm\n', call = NULL)))", "m\n"},
		{"start_up", "packageStartupMessage('m')", "m\n"},
		{"suppressed", "suppressMessages(message('m')); suppressPackageStartupMessages(packageStartupMessage('m'))", ""},
		{"ten_thousand", "for (i in 1:10000) message('m')", strings.Repeat("m\n", 10000)},
	} {
		g.run(test.name, func(t *testing.T, c client) {
			expect(t, "stderr", c.Execute(test.code).OK().Stderr(), test.stderr)
		})
	}
}
