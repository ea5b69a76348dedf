package conformance

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/png"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

func TestDisplay_messages(t *testing.T) {
	g := newGroup(t)
	g.run("073_display_data_has_mime_types_metadata_and_transient", func(t *testing.T, c client) {
		mime := regexp.MustCompile(`^[\w\-+.]+/[\w\-+.]+$`)
		for _, code := range []string{display("d"), "head(mtcars)", "plot(1)", "1; 2"} {
			for _, m := range c.Execute(code).OK().Outputs() {
				content := m.Fields(t)
				for key := range content["data"].(fields) {
					if !mime.MatchString(key) {
						t.Errorf("%s: key %q", code, key)
					}
				}
				if _, ok := content["metadata"].(fields); !ok {
					t.Errorf("%s: metadata is %v", code, content["metadata"])
				}
				if transient, has := content["transient"]; has {
					if _, ok := transient.(fields); !ok {
						t.Errorf("%s: transient is %v", code, transient)
					}
				}
			}
		}
	})
	g.run("074_an_update_has_the_display_id_of_its_display", func(t *testing.T, c client) {
		cell := c.Execute(publish(displayData, `list("text/plain" = "v1")`, "id-74") + "; " +
			publish(updateData, `list("text/plain" = "v2")`, "id-74")).OK()
		first, update := cell.Displays(), cell.Updates()
		if len(first) != 1 || len(update) != 1 {
			t.Fatalf("%d displays, %d updates", len(first), len(update))
		}
		expect(t, "display_id", first[0].Transient.DisplayID, "id-74")
		expect(t, "display_id of the update", update[0].Transient.DisplayID, "id-74")
		expect(t, "text of the update", update[0].Text(), "v2")
	})
	g.run("075_an_update_from_a_later_cell_has_that_cells_parent", func(t *testing.T, c client) {
		c.Execute(publish(displayData, `list("text/plain" = "v1")`, "id-75")).OK().Discard()
		later := c.Execute(publish(updateData, `list("text/plain" = "v2")`, "id-75")).OK()
		expect(t, "updates", len(later.Updates()), 1) // collected by its parent
	})
	g.run("076_clear_output_keeps_its_place", func(t *testing.T, c client) {
		code := fmt.Sprintf(`cat("a"); %s; cat("b"); %s; %s; cat("c")`, clearOutput("TRUE"), display("d"), clearOutput("FALSE"))
		want := []string{"stdout:a", "clear:true", "stdout:b", "display:d", "clear:false", "stdout:c"}
		for range 10 {
			if got := c.Execute(code).OK().Order(); !slices.Equal(got, want) {
				t.Fatalf("order %q, expected %q", got, want)
			}
		}
	})
	g.run("078_json_types_are_unpacked", func(t *testing.T, c client) {
		code := publish(displayData, `list("text/plain" = "j", "application/json" = list(a = 1L, b = "x"),
			"application/vnd.vegalite.v5+json" = list(mark = "bar"))`, "")
		displays := c.Execute(code).OK().Displays()
		if len(displays) != 1 {
			t.Fatalf("%d displays", len(displays))
		}
		for _, mime := range []string{"application/json", "application/vnd.vegalite.v5+json"} {
			if _, ok := displays[0].Data[mime].(fields); !ok {
				t.Errorf("%s is %T", mime, displays[0].Data[mime])
			}
		}
	})
	g.run("079_every_bundle_has_text_plain", func(t *testing.T, c client) {
		for _, code := range []string{"head(mtcars)", "matrix(1:4, 2)", "mean", "quote(x + y)", "factor('a')", "Sys.Date()", "list(1, 'a')",
			"lm(mpg ~ wt, mtcars)", "plot(1:3)", "new.env()", "y ~ x", "table(c(1, 1, 2))", "structure(1, class = 'unknown')", "character(0)"} {
			shown := 0
			for _, m := range c.Execute(code).OK().Outputs() {
				data := m.Fields(t)["data"].(fields)
				if text, ok := data["text/plain"].(string); !ok || text == "" {
					t.Errorf("%s: text/plain is %v", code, data["text/plain"])
				}
				shown++
			}
			expect(t, "number of outputs of "+code, shown, 1)
		}
	})
}

func TestDisplay_plots(t *testing.T) {
	g := newGroup(t)
	// plots returns the PNG bundles that a cell shows.
	plots := func(cell *kerneltest.Cell) []kerneltest.Display {
		var found []kerneltest.Display
		for _, d := range cell.Displays() {
			if d.Data["image/png"] != nil {
				found = append(found, d)
			}
		}
		return found
	}
	g.run("077_a_png_decodes_and_has_its_size", func(t *testing.T, c client) {
		for _, code := range []string{"plot(1:10)", "library(grid); grid.newpage(); grid.rect()", "print(ggplot2::qplot(1:3, 1:3))"} {
			cell := c.Execute(code)
			cell.Stderr() // ggplot2 may warn
			found := plots(cell.OK())
			if len(found) != 1 {
				t.Errorf("%s: %d images", code, len(found))
				continue
			}
			raw, err := base64.StdEncoding.DecodeString(found[0].Data["image/png"].(string))
			if err != nil {
				t.Fatal(err)
			}
			image, err := png.Decode(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if size := image.Bounds().Size(); size.X < 100 || size.Y < 100 {
				t.Errorf("%s: size %v", code, size)
			}
			size, _ := found[0].Metadata["image/png"].(fields)
			for _, name := range []string{"width", "height"} {
				if v, has := size[name]; has {
					if n, ok := v.(float64); !ok || n <= 0 {
						t.Errorf("%s: %s is %v", code, name, v)
					}
				}
			}
		}
	})
	g.run("080_a_plot_of_the_last_expression_belongs_to_its_cell", func(t *testing.T, c client) {
		for i := range 10 {
			cell := c.Execute(fmt.Sprintf("cat('%d'); plot(%d)", i, i)).OK()
			expect(t, "images", len(plots(cell)), 1)
			expect(t, "stdout", cell.Stdout(), fmt.Sprint(i))
		}
		c.Fence()
		expect(t, "two plots in a cell", len(plots(c.Execute("plot(1); plot(2)").OK())), 2)
		failed := c.Execute("plot(3); stop('after the plot')")
		failed.Error()
		expect(t, "plot before an error", len(plots(failed)), 1)
	})
	g.run("081_output_after_idle_has_an_empty_parent", func(t *testing.T, c client) {
		c.Execute("invisible(later::later(function() {cat('late out\n'); message('late err')}, 0.3))").OK()
		for _, want := range []string{"late out\n", "late err\n"} {
			expect(t, "late text", c.ExpectIOPub("", protocol.MsgStream).Fields(t)["text"], any(want))
		}
		c.Execute("invisible(later::later(function() stop('late error'), 0.1))").OK()
		text := ""
		for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline) && !regexp.MustCompile("late error").MatchString(text); {
			if m := c.RecvIOPub(time.Until(deadline)); m != nil {
				expect(t, "parent of "+m.String(), m.ParentID, "")
				raw, _ := json.Marshal(m.Fields(t))
				text += string(raw)
			}
		}
		expectContains(t, "what a failing callback says", text, "late error")
		c.Execute("e <- new.env(); reg.finalizer(e, function(x) cat('finalized\n')); rm(e)").OK().Discard()
		expect(t, "stdout of gc", c.Execute("invisible(gc())").OK().Stdout(), "finalized\n")
		for m := c.RecvIOPub(100 * time.Millisecond); m != nil; m = c.RecvIOPub(100 * time.Millisecond) {
			expect(t, "parent of "+m.String(), m.ParentID, "")
		}
		expect(t, "result", result(c, "81"), "[1] 81")
	})
}
