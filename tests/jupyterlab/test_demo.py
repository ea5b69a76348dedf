"""The demo notebook by hand: open it in JupyterLab, Run All, look."""

from pathlib import Path

from notebook import ERROR, STDOUT

DEMO = Path(__file__).parents[2] / "demo" / "demo.ipynb"

# Name of the picture and text of the cell that is at its top.
SCREENSHOTS = {
    "demo-statistics": "summary(fit)",
    "demo-overview": "by_cyl$cars",
    "demo-plots": "theme_minimal",
    "demo-error": "never reached",
    "demo-unicode": "greetings <- c(",
    "demo-order": "comes before plot",
}


def test_demo_notebook(open_notebook):
    notebook = open_notebook(path=DEMO)
    notebook.run_all()
    notebook.wait_done()

    prompts = [notebook.prompt(cell) for cell in notebook.codes().all()]
    assert prompts == [f"[{i}]:" for i in range(1, len(prompts) + 1)], "every cell has run, in order"

    assert "Coefficients:" in notebook.text(notebook.cell("summary(fit)"))
    table = notebook.cell("by_cyl$cars").locator("table")
    assert table.locator("tbody tr").count() >= 3
    assert "19.74" in table.inner_text()
    for source in ("Heavy cars are thirsty", "theme_minimal"):
        image = notebook.cell(source).locator("img")
        assert image.count() == 1
        assert image.evaluate("image => image.complete && image.naturalWidth >= 300")
    assert notebook.cell("comes before plot").locator("img").count() == 2

    kinds = [mime for mime, _ in notebook.outputs(notebook.cell("never reached"))]
    assert kinds == [STDOUT, ERROR]
    assert "x must be a number, not character" in notebook.text(notebook.cell("never reached"))

    unicode = notebook.text(notebook.cell("greetings <- c("))
    for word in ("Γειά σου Κόσμε", "Здравствуй, мир", "こんにちは世界", "안녕하세요", "שלום עולם", "مرحبا", "👩‍🔬"):
        assert word in unicode
    assert notebook.text(notebook.cell("steps <- 20")).splitlines()[0] == "█" * 20 + " 100 %"
    assert "output of a child process" in notebook.text(notebook.cell("R asks the shell"))

    notebook.page.mouse.move(700, 2)
    for name, source in SCREENSHOTS.items():
        notebook.cell(source).evaluate("cell => cell.scrollIntoView({block: 'start'})")
        notebook.page.wait_for_timeout(300)
        notebook.screenshot(name)
