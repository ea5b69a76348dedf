package conformance

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kerneltest"
)

// viewData is what the script of a View() works on.
type viewData struct {
	Names   []string
	Columns []struct {
		Name  string    `json:"n"`
		Type  string    `json:"y"`
		Right int       `json:"r"`
		Text  []*string `json:"t"`
		Key   []*int    `json:"k"`
	}
}

func viewOf(t *testing.T, d kerneltest.Display) viewData {
	t.Helper()
	found := regexp.MustCompile(`(?s)function \(\) \{ return (\{.*\}); \}\);\n</script>`).FindStringSubmatch(htmlOf(d))
	if found == nil {
		t.Fatalf("no data in %.300q", htmlOf(d))
	}
	var data viewData
	if err := json.Unmarshal([]byte(found[1]), &data); err != nil {
		t.Fatal(err)
	}
	return data
}

// column returns the texts of a column, NA as "<NA>".
func (v viewData) column(j int) string {
	texts := make([]string, len(v.Columns[j].Text))
	for i, text := range v.Columns[j].Text {
		texts[i] = "<NA>"
		if text != nil {
			texts[i] = *text
		}
	}
	return strings.Join(texts, "|")
}

func TestView(t *testing.T) {
	g := newGroup(t)
	g.run("a_frame_is_a_table_with_all_its_data", func(t *testing.T, c client) {
		for _, code := range []string{"View(mtcars)", "utils::View(mtcars)", "x <- View(mtcars); stopifnot(identical(x, mtcars))"} {
			cell := c.Execute(code).OK()
			if len(cell.Displays()) != 1 {
				t.Fatalf("%s: %q", code, cell.Order())
			}
			d := cell.Displays()[0]
			expectContains(t, code, d.Text(), "mtcars: 32 × 11")
			page := htmlOf(d)
			expectContains(t, code, page, "<caption>mtcars: 32 × 11</caption>")
			expect(t, "rows without scripts", strings.Count(page, "<th scope=\"row\">"), 15)
			if regexp.MustCompile(`(?i)\ssrc=|href=|https?:|@import`).MatchString(page) {
				t.Errorf("%s: needs something from elsewhere", code)
			}
			data := viewOf(t, d)
			expect(t, "rows", len(data.Names), 32)
			expect(t, "first row", data.Names[0], "Mazda RX4")
			expect(t, "columns", len(data.Columns), 11)
			expect(t, "mpg of the first", *data.Columns[0].Text[0], "21.0")
		}
	})
	g.run("cells_are_what_r_shows", func(t *testing.T, c client) {
		for _, test := range []struct{ column, text string }{
			{`c(100000, 2.5, NA)`, "100000.0|2.5|<NA>"},
			{`c(NaN, Inf, -Inf)`, "NaN|Inf|-Inf"},
			{`c("<b>&\"\\", "\u4e2d\u6587", NA)`, "<b>&\"\\|中文|<NA>"},
			{`c("NA", "</script>", "tab\tnew\nline")`, "NA|</script>|tab\tnew\nline"},
			{`factor(c("low", "high", NA), levels = c("low", "high"))`, "low|high|<NA>"},
			{`as.Date("2024-02-28") + 0:2`, "2024-02-28|2024-02-29|2024-03-01"},
			{`as.POSIXct(c("2024-01-02 03:04:05", NA, "2024-01-02 03:04:06"), tz = "UTC")`, "2024-01-02 03:04:05|<NA>|2024-01-02 03:04:06"},
			{`I(list(1:3, NULL, "a"))`, "1, 2, 3|NULL|a"},
			{`c(TRUE, NA, FALSE)`, "TRUE|<NA>|FALSE"},
			{`iconv(c("caf\u00e9", "b", "c"), "UTF-8", "latin1")`, "café|b|c"},
			{`c("bad \xff", "b", "c")`, "bad <ff>|b|c"},
			{`strrep("x", c(1, 2, 600))`, "x|xx|" + strings.Repeat("x", 500) + "…"},
		} {
			d := oneDisplay(t, c.Execute("View(data.frame(v = "+test.column+"), 'T')"))
			expect(t, test.column, viewOf(t, d).column(0), test.text)
			if strings.Count(htmlOf(d), "</script>") != 1 {
				t.Errorf("%s: ends the script", test.column)
			}
		}
	})
	g.run("keys_order_what_text_would_not", func(t *testing.T, c client) {
		keys := func(column string) string {
			raw, _ := json.Marshal(viewOf(t, oneDisplay(t, c.Execute("View(data.frame(v = "+column+"))"))).Columns[0].Key)
			return string(raw)
		}
		expect(t, "factor", keys(`factor(c("low", "high", NA), levels = c("low", "high"))`), "[1,2,null]")
		expect(t, "numbers that look the same", keys(`c(1 + 2e-12, 1 + 1e-12, 1)`), "[3,2,1]")
		expect(t, "plain numbers", keys(`c(3, 1, 2)`), "null")
		expect(t, "times", keys(`as.POSIXct(c(20, 10.5, NA), origin = "1970-01-01", tz = "UTC")`), "[2,1,null]")
	})
	g.run("what_is_no_frame", func(t *testing.T, c client) {
		for code, text := range map[string]string{
			"View(matrix(1:4, 2, dimnames = list(NULL, c('p', 'q'))))": "2 × 2",
			"View(letters)":                            "26 × 1",
			"View(table(mtcars$cyl))":                  "3 × 2",
			"View(list(a = 1:2, b = c('x', 'y')))":     "2 × 2",
			"View(list(a = 1, b = list(c = 'deep')))":  `..$ c: chr "deep"`,
			"View(lm(mpg ~ wt, mtcars))":               "$ coefficients",
			"View(function(x) x + 1)":                  "function(x) x + 1",
			"View(mtcars[0, ])":                        "0 × 11",
			"View(data.frame())":                       "0 × 0",
			"View(NULL)":                               "NULL",
			"View(tibble::tibble(x = list(1, 'b')))":   "2 × 1",
			"View(data.table::data.table(x = 1:2))":    "2 × 1",
			"View(data.frame(a = 1:2), 'a <b> title')": "a <b> title: 2 × 1",
		} {
			d := oneDisplay(t, c.Execute(code))
			expectContains(t, code, d.Text(), text)
			if strings.Contains(htmlOf(d), "<b> title") {
				t.Errorf("%s: the title is not escaped", code)
			}
		}
	})
	g.run("large_frames_are_cut_with_a_note", func(t *testing.T, c client) {
		c.Execute("big <- data.frame(n = 1:1e6, x = 0.5)").OK()
		d := oneDisplay(t, c.Execute("View(big)"))
		expectContains(t, "caption", d.Text(), "big: 1000000 × 2 (first 10000 rows)")
		expect(t, "rows", len(viewOf(t, d).Names), 10000)
		d = oneDisplay(t, c.Execute("View(as.data.frame(matrix(pi, 2000, 300)), 'wide')"))
		expectContains(t, "caption", d.Text(), "wide: 2000 × 300 (first ")
		expectContains(t, "caption", d.Text(), "rows, first 200 columns)")
		if size := len(htmlOf(d)); size > 2500000 {
			t.Errorf("%d bytes of HTML", size)
		}
	})
	g.run("in_a_loop_tables_have_their_places", func(t *testing.T, c client) {
		order := c.Execute(`for (i in 1:2) { cat(i); View(data.frame(i = i), i) }`).OK().Order()
		expect(t, "order", strings.Join(order, "|"), "stdout:1|display:1: 1 × 1\n  i\n1 1|stdout:2|display:2: 1 × 1\n  i\n1 2")
	})
	g.run("a_plot_before_comes_first", func(t *testing.T, c client) {
		cell := c.Execute("plot(1); View(1, 'T'); page(2)").OK()
		displays := cell.Displays()
		if len(displays) != 3 || displays[0].Data["image/png"] == nil || !strings.HasPrefix(displays[1].Text(), "T: 1 × 1") {
			t.Errorf("order %q", cell.Order())
		}
	})
	g.run("without_rich_display_there_is_only_text", func(t *testing.T, c client) {
		c.Execute("options(jupyter.rich_display = FALSE)").OK()
		for _, code := range []string{"View(1)", "page(1)", "browseURL('https://example.org')", "?mean", "data(package = 'dplyr')"} {
			if d := oneDisplay(t, c.Execute(code)); len(d.Data) != 1 || d.Text() == "" {
				t.Errorf("%s: %v", code, d.Data)
			}
		}
		c.Execute("options(jupyter.rich_display = TRUE)").OK()
	})
	g.run("an_error_of_the_value_fails_the_cell", func(t *testing.T, c client) {
		expectContains(t, "message", c.Execute("View(no_such_object)").Error().EValue, "no_such_object")
	})
}
