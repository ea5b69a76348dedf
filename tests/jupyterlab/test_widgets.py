"""HTML widgets as a person sees them: in JupyterLab, in a notebook that is opened again, and in exported HTML.

Nothing may come from the network, and a library is stored in one output only.
"""

import json
import subprocess
import sys

import nbformat
import pytest
from notebook import OUT

# Without the mode bar: Debian pairs package plotly with a plotly.js too old for the buttons that it asks for.
PLOTLY = ('plotly::plot_ly(mtcars, x = ~wt, y = ~{y}, type = "scatter", mode = "markers") |> '
          'plotly::config(displayModeBar = FALSE)')
CELLS = {
    "plotly": PLOTLY.format(y="mpg"),
    "plotly again": PLOTLY.format(y="hp") + " |> plotly::layout(title = 'Second')",
    "loop": "for (n in 1:2) { cat('widget', n, '\\n'); print(dygraphs::dygraph(ldeaths, main = n, height = 150 * n)) }",
    "table": "DT::datatable(mtcars[1:3, 1:4], options = list(dom = 't'))",
    "tags": "htmltools::tags$div(style = 'color: teal', 'plain tags')",
}
# What stands in the frames of a cell, and their heights.
EXPECTED = {
    "plotly": [("svg.main-svg path.point", 400)],
    "plotly again": [("svg.main-svg path.point", 400)],
    "loop": [("canvas", 150), ("canvas", 300)],
    "table": [("table.dataTable tbody tr", None)],
}


def frame(cell, number):
    return cell.locator(".jp-OutputArea-output iframe").nth(number)


def look(cells):
    """Checks the frames of the cells by name; returns their sizes."""
    sizes = {}
    for name, expected in EXPECTED.items():
        cells[name].scroll_into_view_if_needed()
        for number, (selector, height) in enumerate(expected):
            element = frame(cells[name], number)
            element.scroll_into_view_if_needed()
            inside = element.content_frame.locator(selector).first
            inside.wait_for()
            assert inside.bounding_box()["height"] > 3
            if height is not None:
                element.content_frame.locator("body").wait_for()
                cells[name].page.wait_for_function(
                    "([frame, height]) => frame.getBoundingClientRect().height === height", arg=[element.element_handle(), height])
            box = element.bounding_box()
            assert box["width"] > 600
            assert element.evaluate("f => f.contentDocument.documentElement.scrollHeight <= f.clientHeight"), "no scroll bar"
            sizes[name, number] = round(box["height"])
        assert cells[name].locator("iframe").count() == len(expected)
    assert 100 < sizes["table", 0] < 250, "a table of three rows is as high as its rows"
    return sizes


def html_of(path):
    """The text/html of all outputs, by cell name."""
    notebook = json.loads(path.read_text())
    return {name: ["".join(output["data"]["text/html"]) for output in cell["outputs"] if "text/html" in output.get("data", {})]
            for name, cell in zip(CELLS, notebook["cells"])}


def test_widgets(open_notebook, lab, browser):
    notebook = open_notebook(*CELLS.values())
    faults = []  # not those of the libraries themselves
    notebook.page.on("pageerror", lambda error: "blob:" in str(error.stack) or faults.append(error))
    cells = dict(zip(CELLS, notebook.codes().all()))
    notebook.run_all()
    notebook.wait_done()
    live = look(cells)
    assert cells["tags"].locator("div", has_text="plain tags").last.evaluate("e => getComputedStyle(e).color") == "rgb(0, 128, 128)"
    notebook.screenshot("widgets-live")
    assert [mime for mime, _ in notebook.outputs(cells["loop"])] == [
        "application/vnd.jupyter.stdout", "text/html", "application/vnd.jupyter.stdout", "text/html"]
    notebook.save()

    path = lab.notebooks / notebook.name
    sizes = {name: [len(html) for html in outputs] for name, outputs in html_of(path).items()}
    assert 1_000_000 < sizes["plotly"][0] < 2_000_000, sizes
    assert sizes["plotly again"][0] < 20_000, sizes
    assert sizes["loop"][1] < 20_000, sizes

    notebook.reload()
    cells = dict(zip(CELLS, notebook.codes().all()))
    assert look(cells) == live
    cells["plotly again"].scroll_into_view_if_needed()
    notebook.screenshot("widgets-reopened")
    assert not faults

    subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", "--log-level", "ERROR", str(path)], check=True)
    exported = path.with_suffix(".html")
    assert exported.stat().st_size < path.stat().st_size + 1_000_000
    look_at_export(browser, exported, live)


def look_at_export(browser, path, live):
    """Opens the exported file; RequireJS, which its template asks the network for, defines what UMD modules look for."""
    context = browser.new_context(viewport={"width": 1360, "height": 940})
    context.route("http*://**", lambda route: route.fulfill(body="window.define = window.require = function () {}; define.amd = {};")
                  if "require" in route.request.url else route.abort())
    page = context.new_page()
    page.goto(path.as_uri())
    cells = dict(zip(CELLS, page.locator(".jp-CodeCell").all()))
    sizes = look(cells)
    assert {key: sizes[key] for key in sizes if key[0] != "table"} == {key: live[key] for key in live if key[0] != "table"}
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / "widgets-exported.png", full_page=True)
    context.close()


def run_and_wait(notebook, cell):
    notebook.run(cell)
    notebook.wait_done()


def test_the_library_stays_in_the_notebook(open_notebook, lab):
    """Whatever cells are run again, a saved notebook can show all of its widgets."""
    notebook = open_notebook(CELLS["plotly"], CELLS["plotly again"])
    first, second = notebook.codes().all()
    path = lab.notebooks / notebook.name

    def stored():
        notebook.save()
        return [any(len(html) > 1_000_000 for html in outputs) for outputs in list(html_of(path).values())[:2]]

    notebook.run_all()
    notebook.wait_done()
    frame(second, 0).content_frame.locator("svg.main-svg path.point").first.wait_for()
    assert stored() == [True, False]
    run_and_wait(notebook, second)
    assert stored() == [True, False], "an output that counts on another can be made again"
    run_and_wait(notebook, first)
    assert stored() == [True, False], "the cell that held the library holds it again"
    notebook.select(first)
    notebook.menu("Edit", "Clear Cell Output")
    notebook.save()
    notebook.reload()
    first, second = notebook.codes().all()
    second.locator("text=Run this cell again").wait_for()
    notebook.screenshot("widgets-library-missing")
    run_and_wait(notebook, second)
    frame(second, 0).content_frame.locator("svg.main-svg path.point").first.wait_for()
    assert stored() == [False, True]


def test_a_document_that_nbconvert_runs(browser, kernel_name, tmp_path):
    path = tmp_path / "document.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS.values()])
    notebook.metadata.kernelspec = {"name": kernel_name, "display_name": "R", "language": "R"}
    nbformat.write(notebook, path)
    subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", "--execute", "--log-level", "ERROR", str(path)], check=True)
    exported = path.with_suffix(".html")
    assert exported.stat().st_size < 2_500_000, "plotly once"
    look_at_export(browser, exported, {("plotly", 0): 400, ("plotly again", 0): 400, ("loop", 0): 150, ("loop", 1): 300})


@pytest.mark.parametrize("mode", ["selfcontained", "shared"])
def test_option(open_notebook, lab, mode):
    notebook = open_notebook(f'options(gokernel.widgets = "{mode}")\n' + CELLS["plotly"], CELLS["plotly again"])
    notebook.run_all()
    notebook.wait_done()
    for cell in notebook.codes().all():
        frame(cell, 0).content_frame.locator("svg.main-svg path.point").first.wait_for()
    notebook.save()
    first, second = list(html_of(lab.notebooks / notebook.name).values())[:2]
    assert (len(second[0]) > 1_000_000) == (mode == "selfcontained")
