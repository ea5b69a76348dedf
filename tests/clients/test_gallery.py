"""The gallery notebook through nbclient and nbconvert: every cell shows something, and only the right ones fail."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter, LatexExporter
from traitlets.config import Config

GALLERY = Path(__file__).parents[2] / "examples" / "gallery.ipynb"


def test_gallery(kernel_name):
    notebook = nbformat.read(GALLERY, as_version=4)
    NotebookClient(notebook, kernel_name=kernel_name, timeout=120).execute()
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in code:
        kinds = [output.output_type for output in cell.outputs]
        must_fail = "raises-exception" in cell.metadata.get("tags", [])
        assert ("error" in kinds) == must_fail, cell.source
        if cell.source != code[0].source.split("\n")[0]:
            assert kinds or "has(" in cell.source, cell.source
        for output in cell.outputs:
            assert output.output_type not in ("display_data", "execute_result") or "text/plain" in output.data, cell.source
    html, _ = HTMLExporter().from_notebook_node(notebook)
    assert html.count('class="dataframe"') >= 8
    latex, _ = LatexExporter(config=Config({"SVG2PDFPreprocessor": {"enabled": False}})).from_notebook_node(notebook)
    assert latex.count(r"\begin{tabular}") >= 5
