package conformance

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

// picture decodes the one PNG that a cell displays.
func picture(t *testing.T, cell *kerneltest.Cell) image.Image {
	t.Helper()
	encoded, _ := one(t, cell).Data["image/png"].(string)
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

// differing counts the pixels in which two pictures differ.
func differing(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return -1
	}
	n := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			r1, g1, b1, a1 := a.At(x, y).RGBA()
			r2, g2, b2, a2 := b.At(x, y).RGBA()
			if r1 != r2 || g1 != g2 || b1 != b2 || a1 != a2 {
				n++
			}
		}
	}
	return n
}

// A plot that is complete before a value, or a page of several figures, needs no update:
// some frontends do not know updates.
func TestPlots_are_sent_once(t *testing.T) {
	g := newGroup(t)
	for code, want := range map[string][]string{
		"{p('A'); 5}": {"display_data", "execute_result"},
		"{p('A'); p}": {"display_data", "execute_result"},
		"list(g, g)":  {"display_data", "stream", "display_data"},
		"grid::grid.newpage(); grid::pushViewport(grid::viewport())":  nil,
		"try(print(g + ggplot2::aes(no_such_column)), silent = TRUE)": nil,
		"g + ggplot2::geom_smooth(method = 'lm')":                     {"stream", "display_data"},
		"p('A'); x <- 1": {"display_data"},
		"plot.new(); plot.window(1:2, 1:2); box()":                       {"display_data"},
		"p('A'); with(cars, lines(speed, dist)); x <- cars[, 1]":         {"display_data"},
		"p('A'); for (i in 1:2) {abline(h = i)}; curve(sin, add = TRUE)": {"display_data"},
		"par(mfrow = c(2, 1)); p('A'); x <- 1; p('B')":                   {"display_data"},
		"x <- layout(t(1:2)); p('A'); p('B'); p('C'); p('D'); p('E')":    {"display_data", "display_data", "display_data"},
	} {
		g.run(code, func(t *testing.T, c client) {
			c.Execute(smallPlots + "\nsuppressMessages(g <- ggplot2::ggplot(cars, ggplot2::aes(speed, dist)))").Discard()
			var got []string
			for _, m := range c.Execute(code).OK().Outputs() {
				got = append(got, m.Type())
			}
			if !slices.Equal(got, want) {
				t.Errorf("messages %q, expected %q", got, want)
			}
		})
	}
}

func TestPlots_errors_fail_the_cell(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute(smallPlots).OK()
	for _, fault := range []struct{ code, message string }{
		{"graphics::par(mar = rep(100, 4)); plot(1)", "figure margins too large"},
		{"cell_options(repr.plot.width = 1e6); plot(1)", "unable to start device"},
		{"cell_options(repr.plot.width = 1e6); grid::grid.newpage()", "unable to start device"},
	} {
		for range 2 { // with a device open, and without
			cell := c.Execute(fault.code)
			cell.Stderr() // cairo warns
			expectContains(t, fault.code, cell.Error().EValue, fault.message)
			if seen := words(t, c.Execute("p('after')")); !slices.Equal(seen, []string{"plot 200x200 after"}) {
				t.Errorf("after %s: %q", fault.code, seen)
			}
			c.Execute("graphics.off()").OK()
		}
	}
}

func TestPlots_with_hooks_of_the_user(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute(smallPlots).OK()
	c.Execute("for (name in c('before.plot.new', 'before.grid.newpage', 'plot.new')) setHook(name, function(...) hooks <<- hooks + 1, 'replace'); hooks <- 0").OK()
	seen := words(t, c.Execute("{p('A'); p('B'); grid::grid.newpage(); grid::grid.rect(); grid::grid.newpage(); grid::grid.rect()}"))
	if want := []string{"plot 200x200 A", "plot 200x200 B", "plot 200x200", "plot 200x200"}; !slices.Equal(seen, want) {
		t.Errorf("shows %q, expected %q", seen, want)
	}
	expect(t, "calls of hooks", result(c, "hooks"), "[1] 6")
}

// The page that was shown and added to leaves nothing on the next one.
func TestPlots_show_the_whole_page_and_no_other(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute(smallPlots).OK()
	whole := picture(t, c.Execute("p('A'); lines(3:1, lwd = 5)"))
	begun := picture(t, c.Execute("p('A')"))
	added := picture(t, c.Execute("lines(3:1, lwd = 5)"))
	expect(t, "pixels that differ when lines() comes a cell later", differing(whole, added), 0)
	if differing(whole, begun) == 0 {
		t.Error("lines() drew nothing")
	}
	expect(t, "pixels that differ on the next page", differing(begun, picture(t, c.Execute("p('A')"))), 0)
	text := picture(t, c.Execute("p('A'); text(2, 2, 'a')"))
	expect(t, "pixels that differ after what a forked child drew", differing(text, picture(t, c.Execute(
		"{p('A'); x <- parallel::mclapply(1:2, function(i) {text(2, 2, 'child', cex = 5); plot(i)}, mc.cores = 2); text(2, 2, 'a')}"))), 0)
}

func TestPlots_by_packages_devices(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute(smallPlots).OK()
	for _, device := range []string{"ragg::agg_png", "svglite::svglite", "Cairo::CairoPNG", "grDevices::cairo_pdf", "grDevices::postscript"} {
		seen := words(t, c.Execute("p('A'); f <- tempfile(); "+device+"(f); plot(1); invisible(dev.off()); cat(file.size(f) > 0); p('B')"))
		if want := []string{"plot 200x200 A", "text:TRUE", "plot 200x200 B"}; !slices.Equal(seen, want) {
			t.Errorf("%s: shows %q, expected %q", device, seen, want)
		}
	}
	// What goes to the user's device is not shown, even where the cell ends with it open.
	if seen := words(t, c.Execute("x <- local({f <- tempfile(); on.exit(dev.off()); pdf(f); hist(1:3); f}); cat(file.size(x) > 0)")); !slices.Equal(seen, []string{"text:TRUE"}) {
		t.Errorf("shows %q", seen)
	}
}

func TestPlots_on_devices_of_a_size(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute(smallPlots).OK()
	for arguments, want := range map[string]string{
		"width = 2, height = 3":                    "plot 100x150 A",
		"width = 120, height = 80, unit = 'px'":    "plot 120x80 A",
		"width = 300, height = 90, units = 'px'":   "plot 300x90 A",
		"5.08, 2.54, units = 'cm'":                 "plot 200x200 A", // as everywhere, arguments need their names
		"width = 5.08, height = 2.54, unit = 'cm'": "plot 100x50 A",
		"noRStudioGD = TRUE":                       "plot 200x200 A",
	} {
		seen := words(t, c.Execute("graphics.off(); dev.new("+arguments+"); graphics::par(mar = rep(0, 4)); p('A')"))
		if !slices.Equal(seen, []string{want}) {
			t.Errorf("dev.new(%s): shows %q, expected %q", arguments, seen, want)
		}
	}
}

func TestPlots_by_ragg(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute(smallPlots).OK()
	byCairo := picture(t, c.Execute("p('A')"))
	c.Execute("options(gokernel.graphics = 'ragg')").OK()
	byRagg := picture(t, c.Execute("p('A')"))
	if n := differing(byCairo, byRagg); n <= 0 {
		t.Errorf("ragg's picture differs in %d pixels from cairo's", n)
	}
	whole := picture(t, c.Execute("p('A'); points(3:1)"))
	picture(t, c.Execute("p('A')"))
	expect(t, "pixels that differ when points() comes a cell later", differing(whole, picture(t, c.Execute("points(3:1)"))), 0)
	d := one(t, c.Execute("cell_options(jupyter.plot_mimetypes = c('image/jpeg', 'image/svg+xml', 'application/pdf')); p('A')"))
	expect(t, "formats", len(d.Data), 4)
}

func TestPlots_have_alt_text(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	for code, want := range map[string]string{
		"plot(1, main = 'base')":                                      "base",
		"plot(1); title(expression(x^2))":                             "x^2",
		"lattice::xyplot(1 ~ 1, main = 'lattice')":                    "lattice",
		"g + ggplot2::ggtitle('gg')":                                  "gg",
		"g + ggplot2::labs(title = 'gg', alt = 'more')":               "more",
		"cell_options(repr.plot.alt = 'own'); plot(1, main = 'base')": "own",
	} {
		c.Execute("suppressMessages(g <- ggplot2::ggplot(cars, ggplot2::aes(speed, dist)))").Discard()
		metadata, _ := one(t, c.Execute(code)).Metadata["image/png"].(fields)
		expect(t, "alt of "+code, metadata["alt"], any(want))
	}
	metadata, _ := one(t, c.Execute("plot(1)")).Metadata["image/png"].(fields)
	expect(t, "alt without a title", metadata["alt"], nil)
}

func TestPlots_take_sizes_of_quarto(t *testing.T) {
	k := kerneltest.Start(t, kerneltest.Options{Env: []string{"QUARTO_FIG_WIDTH=4", "QUARTO_FIG_HEIGHT=3", "QUARTO_FIG_DPI=50", "QUARTO_FIG_FORMAT=retina"}})
	c := k.Connect(t)
	if seen := words(t, c.Execute("plot(1)")); !slices.Equal(seen, []string{"plot 200x150"}) {
		t.Errorf("shows %q", seen)
	}
}

func TestPlots_rendering_is_interrupted(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute("x <- runif(3e6); options(repr.plot.width = 20, repr.plot.height = 20)").OK()
	cell := c.Submit("cat('begun\\n'); plot(x, cex = 3)")
	c.ExpectIOPub(cell.ID, protocol.MsgStream)
	c.Interrupt()
	begin := time.Now()
	cell.Wait().Discard()
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("the cell ended %v after the interrupt", took)
	}
	c.Execute("graphics.off(); options(repr.plot.width = 4, repr.plot.height = 4, repr.plot.res = 50)").Discard()
	if seen := words(t, c.Execute("plot(1)")); !slices.Equal(seen, []string{"plot 200x200"}) {
		t.Errorf("after the interrupt: %q", seen)
	}
}

// What no device can draw with is named once and replaced by the default.
func TestPlots_with_invalid_options(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute(smallPlots).OK()
	for _, option := range []string{
		"repr.plot.bg = 'no colour'", "repr.plot.bg = character()", "repr.plot.bg = list()", "repr.plot.antialias = 7",
		"repr.plot.antialias = NA", "repr.plot.quality = 1000", "repr.plot.res = 0.1", "repr.plot.pointsize = -1",
	} {
		cell := c.Execute("cell_options(" + option + ", repr.plot.width = 1, repr.plot.height = 1); par(mar = c(0, 0, 0, 0)); plot(1)").OK()
		name, _, _ := strings.Cut(option, " ")
		if told := cell.Stderr(); told != "" {
			expectContains(t, "what "+option+" says", told, name)
		}
		if displays := cell.Displays(); len(displays) != 1 || displays[0].Data["image/png"] == nil {
			t.Errorf("%s: %d displays", option, len(displays))
		}
	}
	for _, size := range []string{"width = -1", "width = NA", "height = c(1, 2)", "units = NULL"} {
		one(t, c.Execute("graphics.off(); dev.new("+size+"); p()"))
	}
	for _, which := range []string{"NULL", "NA", "integer()", "99"} {
		c.Execute("p(); try(dev.off(" + which + "), silent = TRUE)").OK().Discard()
	}
	expect(t, "the kernel lives", result(c, "1"), "[1] 1")
}

func TestPlots_of_children_do_not_touch_the_parents(t *testing.T) {
	c := newGroup(t).k.Connect(t)
	c.Execute(smallPlots).OK()
	for _, child := range []string{"dev.off()", "{p(); dev.off()}", "graphics.off()", "{p(); p()}"} {
		c.Execute("p('A'); invisible(parallel::mclapply(1:2, function(i) { " + child + "; i }))").OK().Discard()
		after := picture(t, c.Execute("p('B')"))
		again := picture(t, c.Execute("p('B')"))
		expect(t, "pixels that differ after a child's "+child, differing(after, again), 0)
	}
}
