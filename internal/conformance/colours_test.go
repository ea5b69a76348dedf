package conformance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kerneltest"
)

// Errors of rlang, cli and the packages built on them.
func TestConditions_packages(t *testing.T) {
	g := newGroup(t)
	for _, test := range []struct {
		name, code, ename, evalue string
		traceback                 []string // parts in this order
	}{
		{"bullets", "rlang::abort(c('top', i = 'info', x = 'wrong', '!' = 'look', ' ' = 'indented'), class = 'own')", "own",
			"top\nℹ info\n✖ wrong\n! look\n  indented", []string{"Error:\n! top\nℹ info\n✖ wrong\n! look\n  indented"}},
		{"markup", "f <- function() cli::cli_abort(c('The {.val main} one', i = 'of {.cls foo}'))\nf()", "rlang_error",
			"The \"main\" one\nℹ of <foo>", []string{"Error in `f()`:\n! The \"main\" one\nℹ of <foo>\nTraceback:\n1. f()\n2. cli::cli_abort("}},
		{"vctrs", "vctrs::vec_c(1, 'a')", "vctrs_error_ptype2", "Can't combine `..1` <double> and `..2` <character>.",
			[]string{"Error in `vctrs::vec_c()`:\n! Can't combine", "Traceback:\n1. vctrs::vec_c(1, \"a\")"}},
		{"tidyselect", "dplyr::select(mtcars, nope)", "vctrs_error_subscript_oob", "Can't subset columns that don't exist.\n✖ Column `nope` doesn't exist.",
			[]string{"Error in `dplyr::select()`:\n!", "\n✖ Column `nope` doesn't exist.\nTraceback:\n1. dplyr::select(mtcars, nope)\n"}},
		{"dplyr", "dplyr::mutate(mtcars, y = stop('boom'))", "dplyr:::mutate_error", "",
			[]string{"Error in `dplyr::mutate()`:\n", "\nCaused by error in ", "! boom\nTraceback:\n1. dplyr::mutate(mtcars, y = stop(\"boom\"))"}},
		{"parent_of_rlang", "rlang::abort('outer', parent = rlang::catch_cnd(rlang::abort('inner')))", "rlang_error", "outer\nCaused by error:\n! inner",
			[]string{"Error:\n! outer\nCaused by error:\n! inner"}},
		{"parent_of_base", "tryCatch(stop('inner'), error = function(e) rlang::abort('outer', parent = e))", "rlang_error", "",
			[]string{"Error:\n! outer\nCaused by error in ", ":\n! inner\nTraceback:\n1. tryCatch("}},
	} {
		g.run(test.name, func(t *testing.T, c client) {
			cell := c.Execute(test.code)
			e := cell.Error()
			if test.evalue != "" {
				expect(t, "evalue", e.EValue, test.evalue)
			}
			expect(t, "ename", e.EName, test.ename)
			rest := e.PlainTraceback()
			for _, part := range test.traceback {
				_, after, found := strings.Cut(rest, part)
				if !found {
					t.Fatalf("traceback %q lacks %q in its place", e.PlainTraceback(), part)
				}
				rest = after
			}
			for _, noise := range []string{"doTryCatch(return", "tryCatchList", "handleSimpleError", "signal_abort", "withOneRestart"} {
				if strings.Contains(rest, noise) {
					t.Errorf("traceback has %s: %q", noise, e.PlainTraceback())
				}
			}
			expect(t, "outputs", len(cell.Outputs()), 1)
		})
	}
	g.run("last_error_and_last_trace", func(t *testing.T, c client) {
		c.Execute("f <- function() rlang::abort('remembered')\nf()").Error()
		expect(t, "last_error", result(c, "conditionMessage(rlang::last_error())"), `[1] "remembered"`)
		expectContains(t, "last_trace", result(c, "rlang::last_trace()"), "f()")
	})
	g.run("rlang_backtrace_on_error", func(t *testing.T, c client) {
		for option, parts := range map[string][2]string{ // there, not there
			"none":     {"! boom", "g()"},
			"reminder": {"Run `rlang::last_trace()`", "g()"},
			"branch":   {"Backtrace:\n", "Traceback:"},
			"full":     {"▆\n", "Traceback:"},
		} {
			code := fmt.Sprintf("options(rlang_backtrace_on_error = %q); f <- function() rlang::abort('boom'); g <- function() f(); g()", option)
			text := c.Execute(code).Error().PlainTraceback()
			expectContains(t, option, text, parts[0])
			if strings.Contains(text, parts[1]) {
				t.Errorf("%s: traceback %q has %q", option, text, parts[1])
			}
		}
		c.Execute("options(rlang_backtrace_on_error = NULL)").OK()
	})
	g.run("warn_and_inform", func(t *testing.T, c client) {
		expect(t, "warn", plain(c.Execute("rlang::warn(c('top', i = 'info'))").OK().Stderr()), "Warning message:\n“top\nℹ info”\n")
		cell := c.Execute("rlang::inform(c('top', i = 'info'))").OK()
		expect(t, "inform", plain(cell.Stdout()+cell.Stderr()), "top\nℹ info\n")
	})
	// Last: its handlers stay.
	g.run("global_entrace", func(t *testing.T, c client) {
		c.Execute("rlang::global_entrace()").OK()
		cell := c.Execute("f <- function() stop('plain')\nf()")
		expect(t, "traceback", cell.Error().PlainTraceback(),
			"Error in `f()`:\n! plain\nTraceback:\n1. f()\n2. stop(\"plain\")   # at line 1 of the cell")
		expect(t, "outputs", len(cell.Outputs()), 1)
		expect(t, "last_error", result(c, "conditionMessage(rlang::last_error())"), `[1] "plain"`)
	})
}

func plain(text string) string { return kerneltest.Error{Traceback: []string{text}}.PlainTraceback() }

const coloured = "\x1b["

func TestConditions_colours(t *testing.T) {
	g := newGroup(t)
	errors := []string{"f <- function() stop('boom'); f()", "rlang::abort(c('boom', x = 'b'))", "x y"}
	g.run("in_errors_but_not_in_evalue", func(t *testing.T, c client) {
		for _, code := range errors {
			e := c.Execute(code).Error()
			expectContains(t, code, e.Traceback[0], coloured)
			expect(t, "colour in evalue", strings.Contains(e.EValue, coloured), false)
		}
	})
	const detected = "c(cli::num_ansi_colors(), cli::is_utf8_output(), cli::is_dynamic_tty(), cli::ansi_has_hyperlink_support())"
	g.run("packages_detect_them", func(t *testing.T, c client) {
		expect(t, "cli", result(c, detected), "[1] 256   1   1   0")
		expectContains(t, "text", result(c,
			"print.coloured <- function(x, ...) cat(cli::col_red('red'), '\n')\nstructure(list(), class = 'coloured')"), coloured)
	})
	g.run("one_option_switches_them_off", func(t *testing.T, c client) {
		c.Execute("options(cli.num_colors = 1L)").OK()
		for _, code := range errors {
			e := c.Execute(code).Error()
			expect(t, "colour in "+code, strings.Contains(strings.Join(e.Traceback, ""), coloured), false)
		}
		expect(t, "cli", result(c, "cli::num_ansi_colors()"), "[1] 1")
		c.Execute("options(cli.num_colors = 256L)").OK()
		expectContains(t, "on again", c.Execute("stop('boom')").Error().Traceback[0], coloured)
	})
	g.run("not_in_the_text_beside_html", func(t *testing.T, c client) {
		both := c.Execute("repr_html.both <- function(x, ...) '<b>red</b>'\nprint.both <- function(x, ...) cat(cli::style_bold(cli::col_red('red')), '\n')\n" +
			"x <- structure(list(), class = c('both', 'list')); display(x); x").OK()
		expect(t, "text of the value", both.Result(), "red ")
		expect(t, "text of display()", both.Displays()[0].Text(), "red ")
		expectContains(t, "text that was printed", c.Execute("print(x)").OK().Stdout(), coloured)
	})
	g.run("progress_bars_stay_on_one_line", func(t *testing.T, c client) {
		cell := c.Execute("options(cli.progress_show_after = 0); id <- cli::cli_progress_bar('bar', total = 50)\n" +
			"for (i in 1:50) { Sys.sleep(0.02); cli::cli_progress_update(id = id) }; cli::cli_progress_done(id = id)").OK()
		text := cell.Stdout() + cell.Stderr()
		expectContains(t, "output", text, "\rbar")
		expect(t, "lines", strings.Count(text, "\n"), 0)
	})
	g.run("NO_COLOR", func(t *testing.T, _ client) {
		c := kerneltest.Start(t, kerneltest.Options{Env: []string{"NO_COLOR=1"}}).Connect(t)
		expect(t, "traceback", c.Execute("f <- function() stop('boom'); f()").Error().Traceback[0], "Error in f(): boom")
		expect(t, "cli", result(c, "cli::num_ansi_colors()"), "[1] 1")
	})
}
