package conformance

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kerneltest"
)

// What is shown of errors that reach top level: head, causes and calls.
func TestConditions_errors(t *testing.T) {
	g := newGroup(t)
	const ff = "f <- function(...) stop('boom'); "
	at := func(n int) string { return fmt.Sprintf("   # at line %d of the cell", n) }
	for _, test := range []struct{ name, code, ename, evalue, traceback string }{
		{"stop", "stop('boom')", "simpleError", "boom",
			"Error: boom\nTraceback:\n1. stop(\"boom\")"},
		{"function", ff + "f()", "simpleError", "boom",
			"Error in f(): boom\nTraceback:\n1. f()\n2. stop(\"boom\")" + at(1)},
		{"without_call", "f <- function() stop('boom', call. = FALSE)\nf()", "simpleError", "boom",
			"Error: boom\nTraceback:\n1. f()\n2. stop(\"boom\", call. = FALSE)" + at(1)},
		{"condition_object", "stop(simpleError('boom', quote(g(1))))", "simpleError", "boom",
			"Error in g(1): boom\nTraceback:\n1. stop(simpleError(\"boom\", quote(g(1))))"},
		{"own_class", "stop(structure(class = c('own', 'error', 'condition'), list(message = 'boom', call = NULL)))", "own", "boom",
			"Error: boom\nTraceback:\n1. stop(structure(class = c(\"own\", \"error\", \"condition\"), list(message = \"boom\", call = NULL)))"},
		{"lines_and_scripts", "stop('one\ntwo \u00e9\u4e2d')", "simpleError", "one\ntwo é中",
			"Error: one\ntwo é中\nTraceback:\n1. stop(\"one\\ntwo é中\")"},
		{"in_C", "log('a')", "simpleError", "non-numeric argument to mathematical function",
			"Error in log(\"a\"): non-numeric argument to mathematical function"},
		{"no_object", "nope", "simpleError", "object 'nope' not found", "Error: object 'nope' not found"},
		{"no_function", "nope(1)", "simpleError", "could not find function \"nope\"",
			"Error in nope(1): could not find function \"nope\""},
		{"syntax", "x <- 1\nx y", "parseError", "<text>:2:3: unexpected symbol\n1: x <- 1\n2: x y\n     ^",
			"Error: <text>:2:3: unexpected symbol\n1: x <- 1\n2: x y\n     ^"},
		{"parse", "parse(text = 'a b')", "simpleError", "<text>:1:3: unexpected symbol\n1: a b\n      ^",
			"Error in parse(text = \"a b\"): <text>:1:3: unexpected symbol\n1: a b\n      ^\nTraceback:\n1. parse(text = \"a b\")"},
		{"print_method", "print.bad <- function(x, ...) stop('boom')\nstructure(1, class = 'bad')", "simpleError", "boom",
			"Error in print.bad(x): boom\nTraceback:\n1. print(x)\n2. print.bad(x)\n3. stop(\"boom\")" + at(1)},
		{"active_binding", "makeActiveBinding('ab', function() stop('boom'), .GlobalEnv)\nab", "simpleError", "boom",
			"Error in (function() ...)(): boom\nTraceback:\n1. (function() ...)()\n2. stop(\"boom\")" + at(1)},
		{"on_exit", "f <- function() { on.exit(stop('boom')); 1 }; f()", "simpleError", "boom",
			"Error in f(): boom\nTraceback:\n1. f()\n2. stop(\"boom\")"},
		{"S4_method", "invisible(setGeneric('gg', function(x) standardGeneric('gg')))\nsetMethod('gg', 'numeric', function(x) stop('boom'))\ngg(1)",
			"simpleError", "boom", "Error in gg(1): boom\nTraceback:\n1. gg(1)" + at(1) + "\n2. stop(\"boom\")" + at(2)},
		{"tryCatch", "tryCatch(stop('boom'), warning = identity)", "simpleError", "boom",
			"Error: boom\nTraceback:\n1. tryCatch(stop(\"boom\"), warning = identity)\n2. stop(\"boom\")"},
		{"calling_handler", ff + "withCallingHandlers(f(), error = function(e) stop('again'))", "simpleError", "again",
			"Error in h(simpleError(msg, call)): again\nTraceback:\n" +
				"1. withCallingHandlers(f(), error = function(e) stop(\"again\"))\n2. f()\n3. stop(\"boom\")" + at(1) + "\n4. stop(\"again\")" + at(1)},
		{"lapply", "lapply(1:3, function(i) stop('boom'))", "simpleError", "boom",
			"Error in FUN(X[[i]], ...): boom\nTraceback:\n1. lapply(1:3, function(i) stop(\"boom\"))\n2. FUN(X[[i]], ...)\n3. stop(\"boom\")" + at(1)},
		{"eval", "eval(quote(stop('boom')))", "simpleError", "boom",
			"Error in eval(quote(stop(\"boom\"))): boom\nTraceback:\n1. eval(quote(stop(\"boom\")))\n2. stop(\"boom\")"},
		{"values_in_calls", "do.call(function(x, ...) stop('boom'), list(mtcars, 1:9, 7, strrep('x', 1e6)))", "simpleError", "boom",
			"Error in (function(x, ...) ...)(<data.frame>, <integer>, 7, \"" + strings.Repeat("x", 44) + " ...: boom\nTraceback:\n" +
				"1. do.call(function(x, ...) stop(\"boom\"), list(mtcars, 1:9, 7, strrep(\"x\", 1e+06)))\n" +
				"2. (function(x, ...) ...)(<data.frame>, <integer>, 7, \"" + strings.Repeat("x", 44) + " ...\n3. stop(\"boom\")" + at(1)},
		{"converted_warning", "f <- function() { op <- options(warn = 2); on.exit(options(op)); warning('boom') }; f()", "simpleError", "(converted from warning) boom",
			"Error in f(): (converted from warning) boom\nTraceback:\n1. f()\n2. warning(\"boom\")" + at(1)},
	} {
		g.run(test.name, func(t *testing.T, c client) {
			cell := c.Execute(test.code)
			e := cell.Error()
			expect(t, "ename", e.EName, test.ename)
			expect(t, "evalue", e.EValue, test.evalue)
			expect(t, "traceback", e.PlainTraceback(), test.traceback)
			expect(t, "outputs", len(cell.Outputs()), 1)
		})
	}
	g.run("causes_of_a_plain_error", func(t *testing.T, c client) {
		c.Execute("own <- function(message, parent = NULL) structure(class = c('own', 'error', 'condition'), list(message = message, call = NULL, parent = parent))").OK()
		e := c.Execute("stop(own('top', own('middle', simpleError('root', quote(g())))))").Error()
		expectContains(t, "traceback", e.PlainTraceback(), "Error: top\nCaused by error: middle\nCaused by error in g(): root\nTraceback:\n")
		e = c.Execute("stop(own('top, for: root', simpleError('root')))").Error()
		if strings.Contains(e.PlainTraceback(), "Caused by") {
			t.Errorf("a cause that the message tells of is shown again: %q", e.Traceback)
		}
	})
	g.run("an_earlier_cell_is_not_called_the_cell", func(t *testing.T, c client) {
		c.Execute("\nearlier <- function() stop('boom')").OK()
		expectContains(t, "traceback", c.Execute("earlier()").Error().PlainTraceback(), "2. stop(\"boom\")   # at line 2 of an earlier cell")
	})
	g.run("traceback_in_the_next_cell_is_R's", func(t *testing.T, c client) {
		c.Execute(ff + "g <- function() f()\ng()").Error()
		expect(t, "traceback()", c.Execute("traceback()").OK().Stdout(), "3: stop(\"boom\") at <text>#1\n2: f() at <text>#1\n1: g()\n")
	})
	g.run("conditions_that_nobody_handles_show_nothing", func(t *testing.T, c client) {
		c.Execute("invisible(signalCondition(simpleCondition('c'))); invisible(signalCondition(simpleError('e')))").OK()
		expect(t, "message of an error", c.Execute("tryCatch(stop('seen\n'), error = message)").OK().Stderr(), "seen\n")
		cell := c.Execute("tryCatch(stop('a'), error = message); invokeRestart('abort')")
		expect(t, "ename after it", cell.Error().EName, "abort")
		expect(t, "stderr", cell.Stderr(), "a")
	})
	g.run("try", func(t *testing.T, c client) {
		c.Execute("try(stop('x'), silent = TRUE)").OK()
		expect(t, "stderr", c.Execute("try(stop('x'))").OK().Stderr(), "Error in try(stop(\"x\")) : x\n")
		expect(t, "geterrmessage", result(c, "geterrmessage()"), `[1] "Error in try(stop(\"x\")) : x\n"`)
	})
	g.run("a_finalizers_error_fails_no_cell", func(t *testing.T, c client) {
		cell := c.Execute("e <- new.env(); invisible(reg.finalizer(e, function(x) stop('boom'))); rm(e); invisible(gc())").OK()
		expectContains(t, "stderr", cell.Stderr(), "boom")
	})
}

func TestConditions_recursion(t *testing.T) {
	g := newGroup(t)
	run := func(name, code, want string) {
		g.run(name, func(t *testing.T, c client) {
			cell := c.Execute(code)
			text := regexp.MustCompile(`\d+`).ReplaceAllString(cell.Error().PlainTraceback(), "N")
			expectContains(t, "traceback", text, strings.ReplaceAll(want, "|", "\n"))
			expect(t, "outputs", len(cell.Outputs()), 1)
		})
	}
	at := "   # at line N of the cell"
	run("one_function", "f <- function(n) if (n == 0) stop('bottom') else f(n - 1); f(300)",
		"Error in f(n - N): bottom|Traceback:|N. f(N)|N. f(n - N)"+at+"|   ⋯ repeats N more times|N. stop(\"bottom\")"+at)
	run("two_functions", "f <- function(n) if (n == 0) stop('bottom') else g(n); g <- function(n) f(n - 1); f(100)",
		"N. f(N)|N. g(n)"+at+"|N. f(n - N)"+at+"|   ⋯ the last N calls repeat N more times|N. stop(\"bottom\")"+at)
	run("three_functions", "f <- function(n) g(n); g <- function(n) h(n); h <- function(n) if (n == 0) stop('bottom') else f(n - 1); f(100)",
		"   ⋯ the last N calls repeat N more times|")
	run("exhausted_stack", "f <- function() f()\nf()", "too close to the limit|Traceback:|N. f()|N. f()"+at+"|   ⋯ repeats N more times")
	g.run("many_different_calls", func(t *testing.T, c client) {
		c.Execute("for (i in 1:99) assign(paste0('f', i), eval(substitute(function() g(), list(g = as.name(paste0('f', i + 1))))))").OK()
		e := c.Execute("f100 <- function() stop('bottom')\nf1()").Error()
		text := e.PlainTraceback()
		for _, part := range []string{"\n1. f1()\n", "\n20. f20()   # at line 1 of an earlier cell\n   ⋯ 61 lines not shown\n82. f82()   #", "\n101. stop(\"bottom\")"} {
			expectContains(t, "traceback", text, part)
		}
	})
	g.run("numbers_are_those_of_the_calls", func(t *testing.T, c client) {
		e := c.Execute("f <- function(n) if (n == 0) stop('bottom') else f(n - 1); f(300)").Error()
		expectContains(t, "traceback", e.PlainTraceback(), "⋯ repeats 299 more times\n302. stop")
	})
}

func TestConditions_option_error(t *testing.T) {
	g := newGroup(t)
	const f = "f <- function() stop('boom'); "
	order := func(cell *kerneltest.Cell) string { return strings.Join(cell.Order(), "|") }
	g.run("expression", func(t *testing.T, c client) {
		cell := c.Execute("options(error = quote(cat('ran\n'))); " + f + "f()")
		expect(t, "order", order(cell), "stdout:ran\n|error:simpleError")
	})
	g.run("function_sees_the_calls", func(t *testing.T, c client) {
		cell := c.Execute("options(error = function() cat(deparse(sys.call(1)), '\n')); " + f + "f()")
		expect(t, "order", order(cell), "stdout:f() \n|error:simpleError")
	})
	g.run("rlang_errors_too", func(t *testing.T, c client) {
		cell := c.Execute("options(error = quote(cat('ran\n'))); rlang::abort('boom')")
		expect(t, "order", order(cell), "stdout:ran\n|error:rlang_error")
	})
	g.run("dump_frames", func(t *testing.T, c client) {
		cell := c.Execute("options(error = utils::dump.frames); " + f + "f()")
		expect(t, "order", order(cell), "error:simpleError")
		expect(t, "frames", result(c, "names(last.dump)[1]"), `[1] "f()"`)
	})
	g.run("recover_with_nobody_to_ask", func(t *testing.T, c client) {
		cell := c.Execute("options(error = recover); " + f + "f()")
		expect(t, "order", order(cell), "stderr:Error in f() : boom\n|stdout:\nEnter a frame number, or 0 to exit   \n\n1: f()\n\n|error:simpleError")
	})
	g.run("recover_asks_after_the_error_is_shown", func(t *testing.T, c client) {
		cell := c.Submit("options(error = recover); g <- function() { local <- 42; stop('boom') }; g()", kerneltest.AllowStdin())
		c.ExpectInput(cell)
		c.AnswerInput("1")
		c.ExpectInput(cell)
		c.AnswerInput("local")
		c.ExpectInput(cell)
		c.AnswerInput("Q")
		cell.Wait().Discard()
		expectContains(t, "outputs", order(cell), "stderr:Error in g() : boom\n|stdout:\nEnter a frame number")
		expectContains(t, "outputs", order(cell), "[1] 42")
	})
	g.run("reset", func(t *testing.T, c client) {
		expect(t, "order", order(c.Execute("options(error = NULL); stop('boom')")), "error:simpleError")
	})
}
