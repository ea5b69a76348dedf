package conformance

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gokernel/gokernel/internal/kerneltest"
)

// one returns the only display_data of a cell that shows one.
func one(t *testing.T, cell *kerneltest.Cell) kerneltest.Display {
	t.Helper()
	displays := cell.OK().Displays()
	if len(displays) != 1 {
		t.Fatalf("%d displays, expected 1", len(displays))
	}
	return displays[0]
}

// rawVector is R code for these bytes.
func rawVector(b []byte) string {
	parts := make([]string, len(b))
	for i, x := range b {
		parts[i] = fmt.Sprint(x)
	}
	return "as.raw(c(" + strings.Join(parts, ",") + "))"
}

func expectJSON(t *testing.T, what string, got any, want string) {
	t.Helper()
	var expected any
	if err := json.Unmarshal([]byte(want), &expected); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(expected, got); diff != "" {
		t.Errorf("%s (-expected +got):\n%s", what, diff)
	}
}

func TestIRdisplay_functions(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.html")
	if err := os.WriteFile(file, []byte("<html><body>größer</body></html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	var buffer bytes.Buffer
	if err := png.Encode(&buffer, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	pixel := buffer.Bytes()
	cases := []struct{ name, code, data, metadata string }{
		{"html", `display_html("<b>x</b>")`, `{"text/html":"<b>x</b>","text/plain":"x"}`, `{}`},
		{"lines", `display_markdown(c("# a", "b"))`, `{"text/markdown":"# a\nb","text/plain":"# a\nb"}`, `{}`},
		{"latex", `display_latex("$x$")`, `{"text/latex":"$x$","text/plain":"$x$"}`, `{}`},
		{"text", `display_text("t")`, `{"text/plain":"t"}`, `{}`},
		{"javascript", `display_javascript("1+1")`, `{"application/javascript":"1+1","text/plain":"1+1"}`, `{}`},
		{"json text", `display_json('{"a": [1, {"b": null}]}')`, `{"application/json":{"a":[1,{"b":null}]},"text/plain":"{\"a\": [1, {\"b\": null}]}"}`, `{}`},
		{"png", `display_png(` + rawVector(pixel) + `, width = 10, height = 20)`, `{"image/png":"` + base64.StdEncoding.EncodeToString(pixel) + `","text/plain":"<image/png>"}`, `{"image/png":{"width":10,"height":20}}`},
		{"jpeg", `display_jpeg(as.raw(1:3))`, `{"image/jpeg":"AQID","text/plain":"<image/jpeg>"}`, `{}`},
		{"pdf", `display_pdf(as.raw(1:3))`, `{"application/pdf":"AQID","text/plain":"<application/pdf>"}`, `{}`},
		{"svg", `display_svg("<svg/>")`, `{"image/svg+xml":"<svg/>","text/plain":"<image/svg+xml>"}`, `{"image/svg+xml":{"isolated":true}}`},
		{"page from a file", `display_html(file = "` + file + `")`, `{"text/html":"<html><body>größer</body></html>","text/plain":"größer"}`, `{"text/html":{"isolated":true}}`},
		{"entities", `display_html("<style>p {}</style><p>1 &lt; 2 &amp; <i>x</i></p>")`,
			`{"text/html":"<style>p {}</style><p>1 &lt; 2 &amp; <i>x</i></p>","text/plain":"1 < 2 & x"}`, `{}`},
		{"bundle", `publish_mimebundle(list("text/plain" = "a", "text/html" = "b"), list("text/html" = list(isolated = TRUE)))`,
			`{"text/plain":"a","text/html":"b"}`, `{"text/html":{"isolated":true}}`},
		{"some types", `display(cars, mimetypes = "text/plain")`, "", `{}`},
	}
	for _, attached := range []bool{false, true} {
		g := newGroup(t)
		client := g.k.Connect(t)
		if attached {
			// Attaching the package says nothing, although it has functions of the same names.
			expect(t, "messages", client.Execute("library(IRdisplay)").OK().Stderr(), "")
		}
		for _, c := range cases {
			g.t.Run(c.name, func(t *testing.T) {
				shown := one(t, client.Execute(c.code))
				if c.data != "" {
					expectJSON(t, "data", any(shown.Data), c.data)
				}
				expectJSON(t, "metadata", any(shown.Metadata), c.metadata)
			})
		}
	}
}

func TestIRdisplay_display_id(t *testing.T) {
	g := newGroup(t)
	c := g.k.Connect(t)
	shown := one(t, c.Execute(`display("first", display_id = "p")`))
	expect(t, "display_id", shown.Transient.DisplayID, "p")
	later := c.Execute(`update_display(head(cars, 1), display_id = "p")`).OK().Updates()
	if len(later) != 1 || later[0].Transient.DisplayID != "p" {
		t.Fatalf("updates %v", later)
	}
	expectContains(t, "html of the update", later[0].Data["text/html"].(string), "<td>4</td>")
	for _, wrong := range []string{`update_display(1)`, `display(1, display_id = "")`, `display(1, display_id = c("a", "b"))`} {
		expectContains(t, wrong, c.Execute(wrong).Error().EValue, "display_id")
	}
	shown = one(t, c.Execute(`IRdisplay::display("x", display_id = "q")`))
	expect(t, "display_id through the package", shown.Transient.DisplayID, "q")
	c.Execute("library(IRdisplay); detach('package:IRdisplay'); display_html('y')").OK().Discard()
	plot := `display(ggplot2::ggplot(cars, ggplot2::aes(speed, dist)) + ggplot2::geom_point(), display_id = "g")`
	shown = one(t, c.Execute(plot))
	expect(t, "display_id of a plot", shown.Transient.DisplayID, "g")
	if shown.Data["image/png"] == nil {
		t.Errorf("a displayed plot has %v", shown.Data)
	}
	updates := c.Execute(strings.Replace(plot, "display(", "update_display(", 1)).OK().Updates()
	if len(updates) != 1 || updates[0].Transient.DisplayID != "g" || updates[0].Data["image/png"] == nil {
		t.Errorf("updates of a plot: %v", updates)
	}
}

func TestIRdisplay_hooks_are_options(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	code := `old <- options(jupyter.base_display_func = function(data, metadata = NULL) cat("shown:", names(data), "\n"),
		jupyter.clear_output_func = function(wait = TRUE) cat("cleared\n"))
display_html("x"); display(quote(a)); clear_output(); options(old); display_html("y")`
	cell := c.Execute(code).OK()
	expect(t, "stdout", cell.Stdout(), "shown: text/html \nshown: text/plain \ncleared\n")
	expect(t, "displays", len(cell.Displays()), 1)
}

func TestIRdisplay_every_value_as_display_data(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute("options(gokernel.display_data = TRUE)").OK()
	cell := c.Execute("1; 2").OK()
	if got := cell.Order(); !slices.Equal(got, []string{"display:[1] 1", "display:[1] 2"}) {
		t.Errorf("order %q", got)
	}
	cell.Displays()
	c.Execute("options(gokernel.display_data = NULL)").OK()
	expect(t, "result", result(c, "3"), "[1] 3")
}

func TestIRkernel_traces(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	for _, idiom := range []string{
		`isTRUE(getOption("jupyter.in_kernel"))`, `"jupyter:irkernel" %in% search()`,
		`!is.null(getOption("jupyter.base_display_func"))`, `!"IRkernel" %in% loadedNamespaces()`,
		`provide_irkernel(); "IRkernel" %in% loadedNamespaces()`,
		`library(IRkernel); is.function(comm_manager) && is.function(IRkernel::installspec)`,
	} {
		expect(t, idiom, result(c, idiom), "[1] TRUE")
	}
	expectContains(t, "installspec", c.Execute("IRkernel::installspec()").Error().EValue, "gokernel install")
	expect(t, "log_error", c.Execute(`log_error("%s is %d", "x", 3L)`).OK().Stderr(), "ERROR: x is 3\n")
	expect(t, "log_debug", c.Execute(`log_debug("quiet")`).OK().Stderr(), "")
}

func TestCellOptions(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute("options(digits = 5)").OK()
	if got := c.Execute("cell_options(digits = 3); cell_options(digits = 4, OutDec = ','); pi").OK(); got.Result() != "[1] 3,142" {
		t.Errorf("in the cell: %q", got.Result())
	}
	expect(t, "in the next cell", result(c, "pi"), "[1] 3.1416")
	c.Execute("cell_options(digits = 3); stop('x')").Error()
	expect(t, "after an error", result(c, "pi"), "[1] 3.1416")
	expectContains(t, "no name", c.Execute("cell_options(3)").Error().EValue, "name")
}
