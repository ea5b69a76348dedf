package conformance

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

// words says what a person sees of a cell in the end, one word per output: updates have
// replaced the displays of their id. A plot is "plot WIDTHxHEIGHT title" in pixels.
func words(t *testing.T, cell *kerneltest.Cell) []string {
	t.Helper()
	var seen []string
	place := map[string]int{}
	for _, m := range cell.Outputs() {
		f := m.Fields(t)
		switch m.Type() {
		case protocol.MsgStream:
			text := f["text"].(string)
			if n := len(seen); n > 0 && strings.HasPrefix(seen[n-1], "text:") {
				seen[n-1] += text
			} else {
				seen = append(seen, "text:"+text)
			}
		case protocol.MsgError:
			seen = append(seen, "error")
		default:
			var d kerneltest.Display
			m.Decode(t, &d)
			if i, shown := place[d.Transient.DisplayID]; shown && m.Type() == protocol.MsgUpdateDisplayData {
				seen[i] = word(t, d)
				continue
			}
			place[d.Transient.DisplayID] = len(seen)
			seen = append(seen, word(t, d))
		}
	}
	return seen
}

func word(t *testing.T, d kerneltest.Display) string {
	t.Helper()
	encoded, ok := d.Data["image/png"].(string)
	if !ok {
		return "value:" + d.Text()
	}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	title := strings.TrimSuffix(strings.TrimPrefix(d.Text(), "plot with title “"), "”")
	if title == "plot without title" {
		title = ""
	}
	return strings.TrimSpace(fmt.Sprintf("plot %dx%d %s", size.Width, size.Height, title))
}

// Sizes are small to be quick: an image is as many pixels as the option says inches.
const smallPlots = `graphics.off(); options(repr.plot.width = 4, repr.plot.height = 4, repr.plot.res = 50); par <- function(...) graphics::par(..., mar = c(2, 2, 2, 1))
p <- function(main = NULL, ...) plot(1:3, main = main, ...)`

func TestPlots_what_is_seen(t *testing.T) {
	small := "plot 200x200"
	g := newGroup(t)
	for _, c := range []struct {
		name  string
		cells []string
		want  [][]string
	}{
		{"lines go on the plot", []string{"p('A'); lines(3:1); legend('top', 'x')"}, [][]string{{small + " A"}}},
		{"two plots", []string{"p('A'); p('B')"}, [][]string{{small + " A", small + " B"}}},
		{"between texts", []string{"cat('1'); p('A'); cat('2'); p('B'); cat('3')"},
			[][]string{{"text:1", small + " A", "text:2", small + " B", "text:3"}}},
		{"between values", []string{"1; p('A'); 2"}, [][]string{{"value:[1] 1", small + " A", "value:[1] 2"}}},
		{"loop", []string{"for (i in 1:3) {p(i); cat(i)}"},
			[][]string{{small + " 1", "text:1", small + " 2", "text:2", small + " 3", "text:3"}}},
		{"next cell adds", []string{"p('A')", "lines(3:1)", "cat('no plot')", "title(sub = 'more')", "p('B')"},
			[][]string{{small + " A"}, {small + " A"}, {"text:no plot"}, {small + " A"}, {small + " B"}}},
		{"par draws nothing", []string{"p('A')", "par(mfrow = c(1, 2))", "old <- par('mar')"}, [][]string{{small + " A"}, nil, nil}},
		{"before an error", []string{"p('A'); stop('x')", "f <- function() {p('B'); stop('x')}; f()"},
			[][]string{{small + " A", "error"}, {small + " B", "error"}}},
		{"page of four", []string{"par(mfrow = c(2, 2)); for (i in 1:4) p(i)"}, [][]string{{small + " 1"}}},
		{"page of two is full", []string{"par(mfrow = c(1, 2)); for (i in 1:4) p(i)"}, [][]string{{small + " 1", small + " 3"}}},
		{"layout", []string{"layout(matrix(c(1, 1, 2, 3), 2)); par(); p(1); p(2); p(3)"}, [][]string{{small + " 1"}}},
		{"par holds for its cell", []string{"par(mfrow = c(1, 2)); p('A'); p('B')", "p('C'); p('D')"},
			[][]string{{small + " A"}, {small + " C", small + " D"}}},
		{"par of a cell without a plot holds for the next", []string{"par(mfrow = c(1, 2))", "p('A'); p('B')"}, [][]string{nil, {small + " A"}}},
		{"new = TRUE", []string{"p('A')", "par(new = TRUE); plot(3:1, axes = FALSE, ann = FALSE)"}, [][]string{{small + " A"}, {small + " A"}}},
		{"dev.off shows", []string{"{p('A'); invisible(dev.off())}", "{dev.new(width = 2, height = 3); p('B'); invisible(dev.off())}"},
			[][]string{{small + " A"}, {"plot 100x150 B"}}},
		{"graphics.off shows", []string{"{p('A'); graphics.off()}", "p('B')"}, [][]string{{small + " A"}, {small + " B"}}},
		{"devices of the user", []string{"{pdf(nullfile()); p('hidden'); invisible(dev.off()); p('A')}", "png(nullfile()); p('hidden'); invisible(dev.off())",
			"svg(nullfile()); p('hidden')", "invisible(dev.off()); p('B')"}, [][]string{{small + " A"}, nil, nil, {small + " B"}}},
		{"another device", []string{"p('A'); dev.new(); invisible(dev.set(2)); lines(3:1)"}, [][]string{{small + " A", small + " A"}}},
		{"measuring draws nothing", []string{"p('A')", "w <- strwidth('abc'); l <- legend('top', 'a', plot = FALSE); palette('default')"}, [][]string{{small + " A"}, nil}},
		{"par of its own cell holds after an earlier plot", []string{"p('A')", "par(mfrow = c(1, 2))", "p('B'); p('C')"}, [][]string{{small + " A"}, nil, {small + " B"}}},
		{"ask", []string{"par(ask = TRUE); p('A'); p('B')", "p('C')"}, [][]string{{small + " A", small + " B"}, {small + " C"}}},
		{"no temporary directory", []string{"p('A'); unlink(tempdir(), recursive = TRUE)", "p('B')"}, [][]string{{small + " A"}, {small + " B"}}},
		{"several devices", []string{"p('A'); dev.new(); p('B'); invisible(dev.set(dev.prev())); p('C')"},
			[][]string{{small + " A", small + " B", small + " C"}}},
		{"option device", []string{"old <- options(device = function(...) pdf(nullfile())); graphics.off(); p('hidden')", "options(old)"}, [][]string{nil, nil}},
		{"copy", []string{"p('A'); invisible(dev.copy(pdf, nullfile())); invisible(dev.off())"}, [][]string{{small + " A"}}},
		{"size at the beginning of the page", []string{"{p('A'); options(repr.plot.width = 6); p('B'); options(repr.plot.width = 2)}"},
			[][]string{{small + " A", "plot 300x200 B"}}},
		{"par before size", []string{"par(mfrow = c(1, 2)); options(repr.plot.width = 6); p('A'); p('B')"}, [][]string{{"plot 300x200 A"}}},
		{"size of a cell", []string{"cell_options(repr.plot.width = 2, repr.plot.res = 100); p('A')", "p('B')"},
			[][]string{{"plot 200x400 A"}, {small + " B"}}},
		{"recorded", []string{"p('A'); x <- recordPlot(); p('B')", "x", "{replayPlot(x); replayPlot(x)}"},
			[][]string{{small + " A", small + " B"}, {small + " A"}, {small + " A", small + " A"}}},
		{"persp", []string{"{p('A'); persp(volcano); persp(volcano)}"}, [][]string{{small + " A", small, small}}},
		{"grid", []string{"library(grid); {grid.newpage(); grid.rect(); grid.newpage(); grid.text('a')}", "grid.text('b')"},
			[][]string{{small, small}, {small}}},
		{"lattice", []string{"library(lattice); xyplot(1 ~ 1, main = 'L'); 1"}, [][]string{{small + " L", "value:[1] 1"}}},
		{"ggplot2", []string{"suppressPackageStartupMessages(library(ggplot2)); g <- ggplot(cars, aes(speed, dist)) + geom_point() + ggtitle('G')",
			"g; for (i in 1:2) print(g)", "f <- tempfile(fileext = '.png'); ggsave(f, g, width = 2, height = 2); p('A')"},
			[][]string{nil, {small + " G", small + " G", small + " G"}, {small + " A"}}},
		{"nothing drawn", []string{"plot.new()", "invisible(par())", "grid::grid.newpage()"}, [][]string{{small}, nil, nil}},
		{"a plot that cannot be built", []string{"print(ggplot2::ggplot(cars, ggplot2::aes(nowhere)) + ggplot2::geom_point())"}, [][]string{{"error"}}},
		{"in a function of apply", []string{"invisible(lapply(1:2, p))"}, [][]string{{small + " 1", small + " 2"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := g.k.Connect(t)
			client.Execute(smallPlots).OK()
			for i, code := range c.cells {
				cell := client.Execute(code)
				if got := words(t, cell); !slices.Equal(got, c.want[i]) {
					t.Errorf("%s\nshows    %q\nexpected %q", code, got, c.want[i])
				}
			}
			expect(t, "Rplots.pdf exists", result(client, "file.exists('Rplots.pdf')"), "[1] FALSE")
		})
	}
}

func TestPlots_formats(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute(`options(jupyter.plot_mimetypes = c("image/svg+xml", "image/jpeg", "application/pdf"), repr.plot.width = 4, repr.plot.height = 3,
		repr.plot.res = 100, jupyter.plot_scale = 1)`).OK()
	d := one(t, c.Execute("plot(1:3, main = 'a < b')"))
	if svg, _ := d.Data["image/svg+xml"].(string); !strings.HasPrefix(svg, "<?xml") || !strings.Contains(svg, "</svg>") {
		t.Errorf("svg: %.40q", svg)
	}
	raw, _ := base64.StdEncoding.DecodeString(d.Data["image/jpeg"].(string))
	if size, err := jpeg.DecodeConfig(bytes.NewReader(raw)); err != nil || size.Width != 400 || size.Height != 300 {
		t.Errorf("jpeg: %v, %v", size, err)
	}
	raw, _ = base64.StdEncoding.DecodeString(d.Data["application/pdf"].(string))
	if !bytes.HasPrefix(raw, []byte("%PDF-")) {
		t.Errorf("pdf: %.10q", raw)
	}
	expectJSON(t, "metadata", any(d.Metadata), `{"image/svg+xml":{"width":400,"height":300,"isolated":true,"alt":"a < b"},
		"image/jpeg":{"width":400,"height":300,"alt":"a < b"}, "application/pdf":{"width":400,"height":300,"alt":"a < b"}}`)
	d = one(t, c.Execute("options(jupyter.plot_mimetypes = 'image/svg+xml'); cell_options(repr.plot.alt = 'many points'); plot(runif(2e4))"))
	expectJSON(t, "metadata of an SVG that would be far larger", any(d.Metadata), `{"image/png":{"width":400,"height":300,"alt":"many points"}}`)
}

func TestPlots_parameters_have_effect(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	image := func(options string) string {
		d := one(t, c.Execute("cell_options(repr.plot.width = 3, repr.plot.height = 3, "+options+"); plot(1:3, main = 'Title')"))
		return d.Data["image/png"].(string)
	}
	usual := image("repr.plot.res = 100")
	if usual != image("repr.plot.res = 100") {
		t.Error("the same plot differs from itself")
	}
	for _, option := range []string{"repr.plot.pointsize = 8", "repr.plot.bg = 'yellow'", "repr.plot.antialias = 'none'", "repr.plot.family = 'mono'"} {
		if image("repr.plot.res = 100, "+option) == usual {
			t.Errorf("%s has no effect", option)
		}
	}
}

func TestPlots_without_cairo(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	// The device that every R has; the message comes once and names what helps.
	cell := c.Execute("options(gokernel.graphics = 'pdf'); plot(1:3)").OK()
	expectContains(t, "stderr", cell.Stderr(), "ragg")
	cell.Discard()
	cell = c.Execute("plot(4:1)").OK()
	expect(t, "stderr of the second plot", cell.Stderr(), "")
	d := cell.Displays()[0]
	if d.Data["application/pdf"] == nil && d.Data["image/svg+xml"] == nil {
		t.Errorf("a plot without cairo has %v", d.Data)
	}
	expect(t, "a cell without a plot", result(c, "1"), "[1] 1")
}

func TestPlots_pauses_show_what_is_there(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	cell := c.Submit("for (i in 1:2) {plot(i); Sys.sleep(if (i == 1) 0.1 else 60)}")
	for range 2 {
		c.ExpectIOPub(cell.ID, protocol.MsgDisplayData)
	}
	c.Interrupt()
	cell.Wait().Discard()
}

func TestPlots_of_callbacks_are_shown_between_cells(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute("invisible(later::later(function() plot(1:3), 0.2))").OK()
	if m := c.ExpectIOPub("", protocol.MsgDisplayData); m != nil {
		expect(t, "parent", m.ParentID, "")
	}
	expect(t, "result", result(c, "2"), "[1] 2")
}

func TestPlots_leave_nothing_behind(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	code := "for (i in 1:%d) {plot(i); cat('')}; invisible(gc())"
	c.Execute("options(repr.plot.width = 2, repr.plot.height = 2, repr.plot.res = 50); par(mar = c(1, 1, 1, 1))").OK()
	count := func() (n [3]int) {
		text := c.Execute("cat(length(list.files(tempdir())), length(list.files('/proc/self/fd')), length(dev.list()))").OK().Stdout()
		if _, err := fmt.Sscan(text, &n[0], &n[1], &n[2]); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		return n
	}
	c.Execute(fmt.Sprintf(code, 3)).Discard()
	before := count()
	begin := time.Now()
	c.Execute(fmt.Sprintf(code, 200)).Discard()
	after := count()
	for i, what := range []string{"temporary files", "descriptors", "devices"} {
		if after[i] > before[i] {
			t.Errorf("%s: %d before, %d after 200 plots", what, before[i], after[i])
		}
	}
	t.Logf("200 plots in %v", time.Since(begin))
}
