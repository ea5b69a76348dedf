"""The gallery notebook in JupyterLab: what a person sees of tables, plots, widgets, help and errors."""

from pathlib import Path

from notebook import ERROR

GALLERY = Path(__file__).parents[2] / "examples" / "gallery.ipynb"

# Name of the picture and text of the cell that is at its top.
SCREENSHOTS = {
    "gallery-tables": "head(mtcars)",
    "gallery-hard-cells": "What is hard to show",
    "gallery-vectors": "first = 1",
    "gallery-models": "fit <- lm",
    "gallery-displays": "display_markdown",
    "gallery-plots": "Weight and consumption",
    "gallery-loop": "Sample",
    "gallery-ggplot": "Fuel economy",
    "gallery-plotly": "factor(cyl), type",
    "gallery-datatable": "DT::datatable",
    "gallery-help": "?median",
    "gallery-view": "View(mtcars)",
    "gallery-errors": "deep down",
}


def size(locator):
    box = locator.bounding_box()
    return round(box["width"]), round(box["height"])


def test_gallery(open_notebook):
    notebook = open_notebook(path=GALLERY)
    notebook.run_all()
    notebook.wait_done(180)
    try:
        look(notebook)
    finally:
        notebook.page.mouse.move(700, 2)
        for name, source in SCREENSHOTS.items():
            notebook.cell(source).evaluate("cell => cell.scrollIntoView({block: 'start'})")
            notebook.page.wait_for_timeout(300)
            notebook.screenshot(name)


def look(notebook):
    table = notebook.cell("head(mtcars)").locator("table.dataframe")
    assert table.locator("tbody tr").count() == 6
    assert "Mazda RX4 Wag" in table.inner_text()
    hard = notebook.cell("What is hard to show").locator("table.dataframe").inner_text()
    for text in ("a < b & c", "日本語", "שלום", "NA"):
        assert text in hard

    plot = notebook.cell("Weight and consumption").locator("img")
    assert plot.count() == 1
    assert size(plot) == (420, 420), "7 inches at 120 pixels per inch, at half their size"
    assert plot.evaluate("image => image.naturalWidth") == 840
    loop = notebook.cell("Sample")
    kinds = [mime for mime, _ in notebook.outputs(loop)]
    assert [kind.rsplit("/")[-1].rsplit(".")[-1] for kind in kinds] == ["stdout", "png", "stdout", "png", "stdout"]
    assert [size(image) for image in loop.locator("img").all()] == [(480, 180), (480, 180)]
    assert notebook.cell('"SVG"').locator("img, svg, iframe").first.is_visible()

    for source, inside in (("factor(cyl), type", "svg.main-svg"), ('type = "heatmap"', "svg.main-svg"), ("DT::datatable", "tbody tr"),
                           ("dygraphs::dygraph", "canvas")):
        cell = notebook.cell(source)
        cell.locator("iframe").content_frame.locator(inside).first.wait_for()
        assert size(cell.locator("iframe"))[1] >= 250, source
    assert "Median Value" in notebook.text(notebook.cell("?median"))
    view = notebook.cell("View(mtcars)")
    view.locator("input").first.fill("toyota")
    view.locator("td, th", has_text="Toyota Corolla").first.wait_for()
    view.locator("input").first.fill("")
    error = notebook.cell("deep down")
    assert notebook.outputs(error)[-1][0] == ERROR
    assert "deep down" in notebook.text(error)
    assert "100%" in notebook.text(notebook.cell("txtProgressBar"))
