package conformance

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kerneltest"
)

// oneDisplay returns the only output of a cell, a result or a display.
func oneDisplay(t *testing.T, cell *kerneltest.Cell) kerneltest.Display {
	t.Helper()
	shown := append(cell.OK().Results(), cell.Displays()...)
	if len(shown) != 1 {
		t.Fatalf("%d results and displays: %q", len(shown), cell.Order())
	}
	return shown[0]
}

// htmlOf returns the HTML of a display.
func htmlOf(d kerneltest.Display) string { text, _ := d.Data["text/html"].(string); return text }

// framed returns the document in the frame of a display.
func framed(t *testing.T, d kerneltest.Display) string {
	t.Helper()
	found := regexp.MustCompile(`<iframe [^>]*sandbox="allow-scripts [^>]*srcdoc="([^"]*)"`).FindStringSubmatch(htmlOf(d))
	if found == nil {
		t.Fatalf("no frame in %.200q", htmlOf(d))
	}
	return html.UnescapeString(found[1])
}

// commands returns the code that the links of a page run, by a click in JupyterLab.
func commands(t *testing.T, page string) []string {
	t.Helper()
	var found []string
	for _, m := range regexp.MustCompile(`data-commandlinker-args="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		var call struct {
			Commands []string
			Args     struct{ Text string }
		}
		if err := json.Unmarshal([]byte(html.UnescapeString(m[1])), &call); err != nil {
			t.Fatalf("%s: %v", m[1], err)
		}
		expect(t, "commands of a link", strings.Join(call.Commands, " "),
			"notebook:insert-cell-below notebook:replace-selection notebook:run-cell")
		found = append(found, call.Args.Text)
	}
	return found
}

func expectCommand(t *testing.T, d kerneltest.Display, code string) {
	t.Helper()
	for _, found := range commands(t, htmlOf(d)) {
		if found == code {
			return
		}
	}
	t.Errorf("no link runs %s: %q", code, commands(t, htmlOf(d)))
}

func TestHelp_pages(t *testing.T) {
	g := newGroup(t)
	g.run("a_page_is_a_result_as_text_and_html", func(t *testing.T, c client) {
		for _, code := range []string{"?mean", "help(mean)", "help('mean', package = 'base')", "?base::mean", "help('mean', help_type = 'html')"} {
			cell := c.Execute(code).OK()
			if len(cell.Results()) != 1 {
				t.Fatalf("%s: %q", code, cell.Order())
			}
			d := cell.Results()[0]
			expectContains(t, code, d.Text(), "Arithmetic Mean")
			if strings.Contains(d.Text(), "\b") {
				t.Errorf("%s: overstrikes in %q", code, d.Text())
			}
			expect(t, "payloads of "+code, len(cell.Reply().Payload), 0)
			page := htmlOf(d)
			expectContains(t, code, page, "x &lt;- c(0:10, 50)")
			for _, unwanted := range []string{"<script", "<link", "<h2", "<h3", " id=", "onload", "<body", `href=""`, `href=".`} {
				if strings.Contains(page, unwanted) {
					t.Errorf("%s: the page has %s", code, unwanted)
				}
			}
			expectCommand(t, d, "?stats::weighted.mean")
			expectCommand(t, d, `example("mean", package = "base")`)
			expectCommand(t, d, `help(package = "base")`)
			expectContains(t, "link for other frontends", page, `href="https://search.r-project.org/R/refmans/base/html/colSums.html"`)
		}
	})
	g.run("every_command_of_a_link_finds_its_page", func(t *testing.T, c client) {
		page := oneDisplay(t, c.Execute("help('filter', package = 'dplyr')"))
		expectCommand(t, page, `help("==", package = "base")`)
		expectCommand(t, page, "?dplyr::arrange")
		tried := 0
		for _, code := range commands(t, htmlOf(page)) {
			if strings.HasPrefix(code, "?") || strings.HasPrefix(code, `help("`) {
				d := oneDisplay(t, c.Execute(code))
				if strings.Contains(d.Text(), "No documentation") {
					t.Errorf("%s: %s", code, d.Text())
				}
				tried++
			}
		}
		if tried < 10 {
			t.Errorf("%d links", tried)
		}
	})
	g.run("several_pages_are_a_choice_of_links", func(t *testing.T, c client) {
		c.Execute("suppressMessages(library(dplyr))").OK()
		d := oneDisplay(t, c.Execute("?filter"))
		expectCommand(t, d, "?dplyr::filter")
		expectCommand(t, d, "?stats::filter")
		expectContains(t, "titles", d.Text(), "Linear Filtering on a Time Series")
		c.Execute("detach('package:dplyr')").OK()
	})
	g.run("an_unknown_topic_says_what_to_try", func(t *testing.T, c client) {
		d := oneDisplay(t, c.Execute("?no.such.topic"))
		expectContains(t, "text", d.Text(), "No documentation for")
		expectCommand(t, d, "??no.such.topic")
	})
	g.run("in_a_loop_pages_have_their_places", func(t *testing.T, c client) {
		cell := c.Execute(`for (topic in c("sd", "var")) { cat(topic); print(help((topic))) }`).OK()
		order := cell.Order()
		if len(order) != 4 || order[0] != "stdout:sd" || !strings.Contains(order[1], "Standard Deviation") || order[2] != "stdout:var" {
			t.Errorf("order %q", order)
		}
	})
	g.run("formulas_are_marked_for_mathjax", func(t *testing.T, c client) {
		page := htmlOf(oneDisplay(t, c.Execute("?dbinom")))
		expectContains(t, "page", page, "mathjax_ignore")
		expectContains(t, "page", page, `<span class="mathjax_process tex2jax_process">$P[X \le x]$</span>`)
	})
}

func TestHelp_lists(t *testing.T) {
	g := newGroup(t)
	for _, list := range []struct{ code, text, command string }{
		{"help(package = 'grid')", "Grid Graphics Package", "?grid::viewport"},
		{"library(help = 'grid')", "Grid Graphics Package", "?grid::viewport"},
		{"library()", "The Grid Graphics Package", `help(package = "grid")`},
		{"demo()", "Hershey", `demo("Hershey", package = "graphics")`},
		{"data()", "Motor Trend Car Road Tests", "?datasets::mtcars"},
		{"vignette(package = 'dplyr')", "Introduction to dplyr", `vignette("dplyr", package = "dplyr")`},
		{"browseVignettes('dplyr')", "Introduction to dplyr", `vignette("dplyr", package = "dplyr")`},
		{"??'weighted mean'", "Weighted Arithmetic Mean", "?stats::weighted.mean"},
		{"help.search('no such thing anywhere', package = 'stats')", "Nothing was found.", ""},
	} {
		g.run(regexp.MustCompile(`\W+`).ReplaceAllString(list.code, "_"), func(t *testing.T, c client) {
			cell := c.Execute(list.code)
			cell.Stderr() // library() warns of libraries without packages
			d := oneDisplay(t, cell)
			expectContains(t, "text", d.Text(), list.text)
			if list.command != "" {
				expectCommand(t, d, list.command)
			}
		})
	}
	g.run("vignettes_are_shown", func(t *testing.T, c client) {
		d := oneDisplay(t, c.Execute("vignette('dplyr')"))
		expectContains(t, "text", d.Text(), "dplyr.html")
		expectContains(t, "html", framed(t, d), "<title>Introduction to dplyr</title>")
		pdf, _ := oneDisplay(t, c.Execute("vignette('hcl-colors', package = 'colorspace')")).Data["application/pdf"].(string)
		if !strings.HasPrefix(pdf, "JVBERi0") { // %PDF-
			t.Errorf("PDF is %.20q", pdf)
		}
	})
	g.run("demos_and_examples_do_not_ask", func(t *testing.T, c client) {
		cell := c.Execute("demo('nlm', package = 'stats')").OK()
		expectContains(t, "stdout", cell.Stdout(), "demo(nlm)")
		if len(cell.Displays()) == 0 {
			t.Error("no plot")
		}
		cell.Discard()
		cell = c.Execute("example('hist', package = 'graphics')").OK()
		if len(cell.Displays()) == 0 {
			t.Error("no plot")
		}
		cell.Discard()
	})
}

func TestHelp_pagersAndEditors(t *testing.T) {
	g := newGroup(t)
	g.run("text_of_pagers_is_in_the_cell", func(t *testing.T, c client) {
		cell := c.Execute(`f <- tempfile(); writeLines(c("a < b & c", "_\bd$x"), f); cat("before"); file.show(f, title = "T"); cat("after")`).OK()
		expect(t, "order", strings.Join(cell.Order(), "|"), "stdout:before|display:T\n\na < b & c\nd$x|stdout:after")
		expectContains(t, "html", htmlOf(cell.Displays()[0]), "<pre>a &lt; b &amp; c\nd$x</pre>")
		d := oneDisplay(t, c.Execute("page(c(1, 2))"))
		expectContains(t, "page()", d.Text(), "c(1, 2)")
	})
	g.run("a_long_page_is_cut_with_a_note", func(t *testing.T, c client) {
		d := oneDisplay(t, c.Execute(`f <- tempfile(); writeLines(strrep("x", 3e6), f); file.show(f)`))
		if len(d.Text()) > 1100000 || !strings.Contains(d.Text(), "the first 1000000 of 3000001 bytes") {
			t.Errorf("%d bytes", len(d.Text()))
		}
	})
	g.run("editors_say_what_to_do_instead", func(t *testing.T, c client) {
		for _, code := range []string{"edit(mtcars)", "edit(1)", "edit(matrix(1))", "fix(mtcars)", "vi(mtcars)", "utils::vi()", "emacs()",
			"data.entry(1:3)", "utils::de(1:3)", "dataentry(list(1), list('numeric'))", "file.edit('no-such-file.R')"} {
			expectContains(t, code, c.Execute(code).Error().EValue, "there is no editor in a notebook")
		}
		cell := c.Execute(`f <- tempfile(); writeLines("x <- 1", f); file.edit(f)`).OK()
		expectContains(t, "stderr", cell.Stderr(), "there is no editor in a notebook")
		expectContains(t, "file.edit()", oneDisplay(t, cell).Text(), "x <- 1")
		expect(t, "an editor of the user", result(c, `local({ old <- options(editor = function(name, ...) name + 1); on.exit(options(old)); (edit(41)) })`), "[1] 42")
	})
	g.run("browse_url_shows_a_link_or_the_file", func(t *testing.T, c client) {
		d := oneDisplay(t, c.Execute(`browseURL("https://example.org/?a=1&b=\"2\"")`))
		expect(t, "text", d.Text(), `https://example.org/?a=1&b="2"`)
		expectContains(t, "html", htmlOf(d), `<a href="https://example.org/?a=1&amp;b=&quot;2&quot;" target="_blank"`)
		d = oneDisplay(t, c.Execute(`f <- tempfile(fileext = ".html"); writeLines("<p title=\"a&amp;b\">caf\u00e9</p>", f); browseURL(paste0("file://", f))`))
		expect(t, "html", framed(t, d), "<p title=\"a&amp;b\">café</p>\n")
		expectContains(t, "no such file", c.Execute(`browseURL("/no/such/file")`).Error().EValue, "no such file or address")
		cell := c.Execute("help.start()")
		cell.Stderr()
		displays := cell.OK().Displays()
		if len(displays) != 2 {
			t.Fatalf("%d displays of help.start()", len(displays))
		}
		expectContains(t, "link", displays[0].Text(), "/doc/html/index.html")
		expectCommand(t, displays[1], `help(package = "stats")`)
		cell = c.Execute("RSiteSearch('lme4')")
		cell.Stdout()
		expectContains(t, "RSiteSearch()", oneDisplay(t, cell).Text(), "https://search.r-project.org/")
	})
	g.run("news_citation_and_session", func(t *testing.T, c client) {
		for code, text := range map[string]string{"news(package = 'dplyr')": "Changes in version", "citation()": "R Core Team",
			"sessionInfo()": "R version", "apropos('^read.csv')": `"read.csv"`} {
			expectContains(t, code, oneDisplay(t, c.Execute(code)).Text(), text)
		}
	})
}
