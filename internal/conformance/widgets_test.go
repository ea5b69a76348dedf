package conformance

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

const dygraph = `dygraphs::dygraph(ldeaths)`

// executeIn runs code as a frontend does that names the cell.
func executeIn(t *testing.T, c client, metadata, code string, more ...any) *kerneltest.Cell {
	t.Helper()
	header := c.Header(protocol.MsgExecuteRequest, nil)
	content, err := json.Marshal(fields{"code": code, "silent": false, "store_history": true, "allow_stdin": true, "stop_on_error": true})
	if err != nil {
		t.Fatal(err)
	}
	c.SendRaw(protocol.Shell, c.Sign(header, "{}", fmt.Sprintf(metadata, more...), string(content)))
	var id struct {
		MsgID string `json:"msg_id"`
	}
	if err := json.Unmarshal([]byte(header), &id); err != nil {
		t.Fatal(err)
	}
	return c.Adopt(id.MsgID, code).Wait()
}

// bundle is the data and the metadata of the one output of a cell.
func bundle(t *testing.T, cell *kerneltest.Cell) (data, metadata fields) {
	t.Helper()
	outputs := cell.OK().Outputs()
	if len(outputs) != 1 {
		t.Fatalf("%q: %d outputs, expected 1", cell.Code, len(outputs))
	}
	content := outputs[0].Fields(t)
	return content["data"].(fields), content["metadata"].(fields)
}

// library is what an output of a widget says of one that it needs; packed is empty when
// another output holds it.
type library struct{ key, mime, packed string }

var libraryPattern = regexp.MustCompile(`\["([\w.@-]+)","(text/[a-z]+)"(?:,"([\w+/=]*)")?\]`)

func librariesOf(t *testing.T, html string) []library {
	t.Helper()
	var found []library
	for _, m := range libraryPattern.FindAllStringSubmatch(html, -1) {
		found = append(found, library{m[1], m[2], m[3]})
	}
	if len(found) == 0 {
		t.Fatalf("no libraries in %.300s", html)
	}
	return found
}

func (l library) text(t *testing.T) string {
	t.Helper()
	packed, err := base64.StdEncoding.DecodeString(l.packed)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatalf("%s: %v", l.key, err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", l.key, err)
	}
	return string(text)
}

// stores tells whether the outputs of a cell hold all libraries that they need, or none.
func stores(t *testing.T, cell *kerneltest.Cell) bool {
	t.Helper()
	all, none := true, true
	for _, m := range cell.OK().Outputs() {
		data, has := m.Fields(t)["data"].(fields)
		if !has {
			continue // clear_output
		}
		html, _ := data["text/html"].(string)
		for _, l := range librariesOf(t, html) {
			all, none = all && l.packed != "", none && l.packed == ""
		}
	}
	if all == none {
		t.Errorf("only some libraries are stored")
	}
	return all
}

func TestWidgets_output(t *testing.T) {
	g := newGroup(t)
	g.run("a_widget_is_HTML_with_its_libraries", func(t *testing.T, c client) {
		before := c.Execute("cat(list.files(tempdir()))").OK().Stdout()
		data, metadata := bundle(t, c.Execute(dygraph))
		expectContains(t, "text", data["text/plain"].(string), "dygraphs widget")
		html := data["text/html"].(string)
		names := map[string]string{}
		for _, l := range librariesOf(t, html) {
			name, _, _ := strings.Cut(l.key, "@")
			names[name] = l.text(t)
		}
		file := c.Execute(`cat(readChar(system.file("htmlwidgets/dygraphs.js", package = "dygraphs"), 1e6, useBytes = TRUE))`).OK().Stdout()
		if names["dygraphs.js"] != file || file == "" {
			t.Errorf("the library is not its file: %d bytes of %d", len(names["dygraphs.js"]), len(file))
		}
		if names["htmlwidgets.js"] == "" || names["dygraph.css"] == "" {
			t.Errorf("libraries %q", slices.Collect(keys(names)))
		}
		if address := regexp.MustCompile(`(?:src|href)=\\?"(?:https?:|//)[^"]*`).FindString(html); address != "" {
			t.Errorf("the widget asks the network: %s", address)
		}
		expectJSON(t, "metadata", metadata, `{}`)
		expect(t, "files left", c.Execute("cat(list.files(tempdir()))").OK().Stdout(), before)
	})
	g.run("printed_widgets_keep_their_place", func(t *testing.T, c client) {
		cell := c.Execute(`f <- function(w) { cat("before\n"); print(w); cat("after\n"); invisible() }; for (i in 1:2) f(` + dygraph + `)`).OK()
		var got []string
		for _, entry := range cell.Order() {
			got = append(got, strings.SplitN(entry, ":", 2)[0])
		}
		if want := []string{"stdout", "display", "stdout", "display", "stdout"}; !slices.Equal(got, want) {
			t.Errorf("order %q, expected %q", got, want)
		}
	})
	g.run("plotly_is_JSON_too", func(t *testing.T, c client) {
		data, _ := bundle(t, c.Execute(`plotly::plot_ly(x = c(1, 2.5), y = c(3, 4), type = "scatter", mode = "lines", name = "größer")`))
		figure := data["application/vnd.plotly.v1+json"].(fields)
		trace := figure["data"].([]any)[0].(fields)
		expectJSON(t, "x", trace["x"], `[1, 2.5]`)
		expectJSON(t, "y", trace["y"], `[3, 4]`)
		expectJSON(t, "name", trace["name"], `"größer"`)
		if _, has := figure["layout"].(fields)["xaxis"]; !has {
			t.Errorf("layout %v", figure["layout"])
		}
		data, _ = bundle(t, c.Execute(`cell_options(jupyter.display_mimetypes = "text/html"); plotly::plot_ly(x = 1, y = 1, type = "bar")`))
		if _, has := data["application/vnd.plotly.v1+json"]; has || data["text/html"] == nil {
			t.Errorf("option jupyter.display_mimetypes is not followed")
		}
	})
	g.run("tags_with_widgets_share_a_page", func(t *testing.T, c client) {
		data, _ := bundle(t, c.Execute(`htmltools::tagList(htmltools::tags$h2("Two"), `+dygraph+`, dygraphs::dygraph(mdeaths, height = 123))`))
		expectContains(t, "html", data["text/html"].(string), `width:100%;height:400px;`)
		expectContains(t, "html", data["text/html"].(string), `height:123px;`)
		if text := data["text/plain"].(string); strings.Contains(text, "<script") {
			t.Errorf("text %.200s", text)
		}
	})
	g.run("a_dependency_with_everything", func(t *testing.T, c client) {
		dir := t.TempDir()
		for _, name := range []string{"a.js", "b.js", "a.css", "data.csv"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		data, _ := bundle(t, c.Execute(fmt.Sprintf(`htmltools::attachDependencies(htmltools::tags$p("x"), htmltools::htmlDependency(
			"all", "1.0", c(file = %q), meta = list(viewport = "w\"1"), script = list("a.js", list(src = "b.js", type = "module")),
			stylesheet = "a.css", head = "<title>T</title>", attachment = c(csv = "data.csv")))`, dir)))
		html := data["text/html"].(string)
		var names []string
		for _, l := range librariesOf(t, html) {
			name, _, _ := strings.Cut(l.key, "@")
			names = append(names, name)
			expect(t, name, l.text(t), name)
			html = strings.ReplaceAll(html, "gokernel-library:"+l.key, name)
		}
		slices.Sort(names)
		expect(t, "libraries", strings.Join(names, " "), "a.css a.js b.js data.csv")
		for _, tag := range []string{
			`<meta name=\"viewport\" content=\"w&quot;1\">`, `<link rel=\"stylesheet\" href=\"a.css\">`,
			`<script src=\"a.js\"><\/script>`, `<script src=\"b.js\" type=\"module\"><\/script>`,
			`<link id=\"all-csv-attachment\" rel=\"attachment\" href=\"data.csv\">`, `<title>T<\/title>`,
		} {
			expectContains(t, "html", html, tag)
		}
	})
	g.run("what_a_package_gives_to_the_viewer_is_shown", func(t *testing.T, c client) {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"index.html":     `<html><head><link rel="stylesheet" href="lib/a.css"></head><body><script src="lib/a.js"></script><img src="lib/dot.png"></body></html>`,
			"lib/a.js":       `document.title = "é </script>"`,
			"lib/a.css":      `p { background: url("dot.png") } q { background: url(#x) }`,
			"lib/dot.png":    "dot",
			"not a page.txt": "",
		} {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		html := one(t, c.Execute(fmt.Sprintf(`getOption("viewer")(%q, height = 321)`, filepath.Join(dir, "index.html")))).Data["text/html"].(string)
		expectContains(t, "html", html, `"HTML page",321,`)
		expectContains(t, "html", html, `<img src=\"data:image/png;base64,ZG90\">`)
		texts := map[string]string{}
		for _, l := range librariesOf(t, html) {
			texts[l.mime] = l.text(t)
			expectContains(t, "html", html, `=\"gokernel-library:`+l.key+`\"`)
		}
		expect(t, "script", texts["text/javascript"], `document.title = "é </script>"`)
		expect(t, "style", texts["text/css"], `p { background: url(data:image/png;base64,ZG90) } q { background: url(#x) }`)
		page := one(t, c.Execute(`print(htmltools::browsable(htmltools::tags$b("seen")))`)).Data["text/html"].(string)
		expectContains(t, "a browsable tag", page, "<b>seen<\\/b>")
	})
}

// keys are those of a map.
func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestWidgets_libraries_are_stored_once(t *testing.T) {
	g := newGroup(t)
	type step struct {
		metadata, code string
		stores         bool
	}
	play := func(steps ...step) func(t *testing.T, c client) {
		return func(t *testing.T, c client) {
			for i, s := range steps {
				cell := executeIn(t, c, "%s", s.code, s.metadata)
				if got := stores(t, cell); got != s.stores {
					t.Errorf("step %d, %s %s: stores its libraries: %v", i, s.metadata, s.code, got)
				}
			}
		}
	}
	const a, b = `{"cellId":"a"}`, `{"cellId":"b"}`
	g.run("in_the_first_output_of_a_notebook", play(
		step{a, dygraph, true}, step{b, dygraph, false}, step{b, dygraph, false},
		step{a, dygraph, true}, // what it held is gone
		step{b, dygraph, false}))
	g.run("again_when_the_cell_is_deleted", play(
		step{a, dygraph, true}, step{b, dygraph, false}, step{`{"cellId":"b","deletedCells":["a"]}`, dygraph, true}))
	g.run("again_when_the_output_is_cleared", play(
		step{a, dygraph, true}, step{b, dygraph, false}, step{b, "clear_output(); " + dygraph, false},
		step{a, dygraph + "; clear_output()", true}, step{b, dygraph, true}))
	g.run("again_when_the_cell_is_aborted", func(t *testing.T, c client) {
		expect(t, "the first", stores(t, executeIn(t, c, a, dygraph)), true)
		failing := c.Submit(`Sys.sleep(0.3); stop("on purpose")`)
		executeIn(t, c, a, dygraph).Aborted()
		failing.Wait().Error()
		expect(t, "the next", stores(t, executeIn(t, c, b, dygraph)), true)
	})
	g.run("again_for_another_client", play(step{a, dygraph, true}, step{b, dygraph, false}))
	g.run("in_every_output_of_a_frontend_that_names_no_cell", play(
		step{`{}`, dygraph, true}, step{`{}`, dygraph, true}, step{`{"cellId":"vscode-notebook-cell:/a.ipynb#X"}`, dygraph, true}))
	g.run("in_outputs_that_may_be_replaced", play(
		step{a, `display(` + dygraph + `, display_id = "w")`, true}, step{b, dygraph, true},
		step{a, `update_display(` + dygraph + `, display_id = "w")`, true}, step{a, dygraph, false}))
	g.run("not_by_a_bundle_that_is_not_shown", func(t *testing.T, c client) {
		executeIn(t, c, a, `x <- prepare_mimebundle(`+dygraph+`)`).OK()
		if !stores(t, executeIn(t, c, b, dygraph)) {
			t.Error("it counts on an output that nobody has")
		}
	})
	g.run("in_a_document_that_runs_as_a_whole", func(t *testing.T, c client) {
		expect(t, "the first", stores(t, c.Execute(dygraph)), true)
		expect(t, "the second", stores(t, c.Execute(dygraph)), false)
		c.KernelInfo(protocol.Shell)
		expect(t, "the first of the next document", stores(t, c.Execute(dygraph)), true)
	})
	g.run("as_the_option_says", func(t *testing.T, c client) {
		play(step{a, `options(gokernel.widgets = "selfcontained"); ` + dygraph, true}, step{b, dygraph, true},
			step{`{}`, `options(gokernel.widgets = "shared"); ` + dygraph, true}, step{`{}`, dygraph, false})(t, c)
		failed := executeIn(t, c, a, `options(gokernel.widgets = "no"); `+dygraph)
		expectContains(t, "error", failed.Error().EValue, `"selfcontained"`)
		c.Execute("options(gokernel.widgets = NULL)").OK()
	})
}

func TestKnit_values(t *testing.T) {
	g := newGroup(t)
	for _, check := range []struct{ name, code, mime, value string }{
		{"tags", `htmltools::tags$b("x<y")`, "text/html", `"<b>x&lt;y</b>"`},
		{"html", `htmltools::HTML("<i>é</i>")`, "text/html", `"<i>é</i>"`},
		{"asis_markdown", `knitr::asis_output("**b**")`, "text/markdown", `"**b**"`},
		{"asis_html", `knitr::asis_output("<u>u</u>")`, "text/html", `"<u>u</u>"`},
		{"kable_markdown", `knitr::kable(data.frame(a = 1))`, "text/markdown", `"|  a|\n|--:|\n|  1|"`},
		{"kable_html", `knitr::kable(data.frame(a = "x"), "html", table.attr = "id=k")`, "text/html",
			`"<table id=k>\n <thead>\n  <tr>\n   <th style=\"text-align:left;\"> a </th>\n  </tr>\n </thead>\n<tbody>\n  <tr>\n   <td style=\"text-align:left;\"> x </td>\n  </tr>\n</tbody>\n</table>"`},
		{"a_users_method", `knit_print.mine <- function(x, ...) knitr::asis_output(paste("#", unclass(x))); structure("T", class = "mine")`,
			"text/markdown", `"# T"`},
		{"a_packages_method", `registerS3method("knit_print", "theirs", function(x, ...)
			if (knitr::is_html_output()) htmltools::tags$p(x$text), envir = asNamespace("knitr")); structure(list(text = "p"), class = "theirs")`,
			"text/html", `"<p>p</p>"`},
		{"json", `jsonlite::toJSON(list(a = 1:2))`, "application/json", `{"a": [1, 2]}`},
		{"not_json", `structure("{", class = "json")`, "application/json", `null`},
		{"vegaspec", "structure(list(`$schema` = 'https://vega.github.io/schema/vega-lite/v5.8.0.json', mark = 'bar'), class = c('vegaspec_vega_lite', 'vegaspec', 'list'))",
			"application/vnd.vegalite.v5+json", `{"$schema": "https://vega.github.io/schema/vega-lite/v5.8.0.json", "mark": "bar"}`},
		{"geo_list", `structure(list(type = "FeatureCollection", features = list()), class = "geo_list")`,
			"application/geo+json", `{"type": "FeatureCollection", "features": []}`},
		{"sf", `sf::st_sf(name = c("a", NA), geometry = sf::st_sfc(sf::st_point(c(0, 0)), sf::st_linestring(cbind(c(0, 111319.4908), 0)), crs = 3857))`,
			"application/geo+json", `{"type": "FeatureCollection", "features": [
				{"type": "Feature", "properties": {"name": "a"}, "geometry": {"type": "Point", "coordinates": [0, 0]}},
				{"type": "Feature", "properties": {"name": null}, "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 0]]}}]}`},
		{"sfg", `sf::st_multipolygon(list(list(cbind(c(0, 1, 1, 0), c(0, 0, 1, 0)))))`, "application/geo+json",
			`{"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]}`},
		{"sp", `sp::SpatialPoints(cbind(1, 2))`, "application/geo+json",
			`{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}`},
	} {
		g.run(check.name, func(t *testing.T, c client) {
			data, _ := bundle(t, c.Execute(check.code))
			expectJSON(t, check.mime, data[check.mime], check.value)
			if text, _ := data["text/plain"].(string); text == "" {
				t.Error("no text/plain")
			}
		})
	}
	g.run("a_users_representation_comes_first", func(t *testing.T, c client) {
		data, _ := bundle(t, c.Execute(`repr_html.dygraphs <- function(obj, ...) "mine"; dygraphs::dygraph(ldeaths)`))
		expect(t, "html", data["text/html"], any("mine"))
		data, _ = bundle(t, c.Execute(`rm(repr_html.dygraphs); dygraphs::dygraph(ldeaths)`))
		if libraries := librariesOf(t, data["text/html"].(string)); libraries[0].packed == "" {
			t.Error("the widget counts on an output that was not sent")
		}
	})
	g.run("methods_that_print_leave_it_to_print", func(t *testing.T, c client) {
		data, _ := bundle(t, c.Execute(`knit_print.loud <- function(x, ...) cat("never\n"); print.loud <- function(x, ...) cat("printed\n"); structure(1, class = "loud")`))
		expect(t, "text", data["text/plain"], any("printed"))
		data, _ = bundle(t, c.Execute(`knit_print.bad <- function(x, ...) stop("never"); structure(1, class = "bad")`))
		expectContains(t, "text", data["text/plain"].(string), "[1] 1")
	})
	g.run("dependencies_come_along", func(t *testing.T, c client) {
		data, _ := bundle(t, c.Execute(`knitr::asis_output("<p>x</p>", meta = list(rmarkdown::html_dependency_jquery()))`))
		expectContains(t, "libraries", fmt.Sprint(librariesOf(t, data["text/html"].(string))), "jquery")
	})
	g.run("a_flextable", func(t *testing.T, c client) {
		data, _ := bundle(t, c.Execute(`flextable::flextable(data.frame(speed = 4))`))
		expectContains(t, "html", data["text/html"].(string), "<table")
		expectContains(t, "text", data["text/plain"].(string), "speed")
	})
	g.run("a_map_that_is_large_is_left_out", func(t *testing.T, c client) {
		data, _ := bundle(t, c.Execute(`sf::st_as_sf(data.frame(x = 1:210000, y = 0), coords = c("x", "y"))`))
		if _, has := data["application/geo+json"]; has {
			t.Error("420,000 numbers are sent")
		}
	})
}

// Package gt is not needed by the tests: one with its interface stands for it.
func TestKnit_gt(t *testing.T) {
	source, library := filepath.Join(t.TempDir(), "gt"), t.TempDir()
	for name, text := range map[string]string{
		"DESCRIPTION": "Package: gt\nVersion: 1.0\nTitle: T\nDescription: D.\nLicense: MIT\nAuthor: A\nMaintainer: A <a@b.c>\n",
		"NAMESPACE":   "export(gt, as_raw_html)\n",
		"R/gt.R": `gt <- function(data) structure(list("_data" = data), class = c("gt_tbl", "list"))
			as_raw_html <- function(data, inline_css = TRUE) paste0("<div><table>", ncol(data[["_data"]]), inline_css, "</table></div>")`,
	} {
		path := filepath.Join(source, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("R", "CMD", "INSTALL", "--no-docs", "--library="+library, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c := newGroup(t).k.Connect(t)
	c.Execute(fmt.Sprintf(".libPaths(c(%q, .libPaths()))", library)).OK()
	data, _ := bundle(t, c.Execute(`gt::gt(data.frame(n = 7))`))
	expect(t, "html", data["text/html"], any("<div><table>1FALSE</table></div>"))
	expect(t, "text", data["text/plain"], any("  n\n1 7"))
}
