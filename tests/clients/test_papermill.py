"""papermill: parameters for R, the result notebook, and failure."""

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError


@pytest.fixture
def notebook(tmp_path, kernel_name):
    """Writes a notebook whose first cell holds default parameters; returns its path and the result's."""

    def write(*sources):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        cells[0].metadata["tags"] = ["parameters"]
        metadata = {"kernelspec": {"name": kernel_name, "display_name": "R", "language": "R"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), tmp_path / "in.ipynb")
        return str(tmp_path / "in.ipynb"), str(tmp_path / "out.ipynb")

    return write


DEFAULTS = 'alpha <- 1\nname <- "nobody"\nflag <- FALSE\nwords <- list()\nnothing <- 1'


def test_parameters_are_injected_as_r(notebook):
    source, target = notebook(DEFAULTS, "str(list(alpha, name, flag, words, nothing))")
    # papermill writes characters below U+0100 in a way that R refuses beside others, hence no "ü" here.
    parameters = {"alpha": 0.25, "name": 'a "quoted"\\ Ж 👋', "flag": True, "words": ["x", "y"], "nothing": None}
    papermill.execute_notebook(source, target, parameters=parameters, progress_bar=False)
    cells = nbformat.read(target, as_version=4).cells
    assert cells[1].metadata.tags == ["injected-parameters"]
    assert "alpha = 0.25" in cells[1].source and "flag = TRUE" in cells[1].source and "nothing = NULL" in cells[1].source
    shown = "".join(output.text for output in cells[2].outputs)
    for piece in ("num 0.25", '"a \\"quoted\\"\\\\ Ж 👋"', "logi TRUE", '$ : chr "x"', "NULL"):
        assert piece in shown


def test_kernel_is_found_by_the_language(notebook, kernel_name):
    source, target = notebook(DEFAULTS, "alpha * 2")
    papermill.execute_notebook(source, target, parameters={"alpha": 21}, kernel_name=kernel_name, language="R", progress_bar=False)
    assert nbformat.read(target, as_version=4).cells[2].outputs[0].data["text/plain"] == "[1] 42"


def test_failure_names_the_cell_and_keeps_the_result(notebook):
    source, target = notebook(DEFAULTS, 'cat("before\\n")\nstop("papermill must say this")', "1")
    with pytest.raises(PapermillExecutionError) as caught:
        papermill.execute_notebook(source, target, progress_bar=False)
    assert caught.value.evalue == "papermill must say this"
    cells = [cell for cell in nbformat.read(target, as_version=4).cells if cell.cell_type == "code"]
    broken = next(cell for cell in cells if "before" in cell.source)
    assert [output.output_type for output in broken.outputs] == ["stream", "error"]
    assert cells[-1].execution_count is None


def test_notebook_with_rich_outputs(notebook):
    source, target = notebook(DEFAULTS, "head(mtcars)", "plot(1:3)", 'message("on stderr")')
    papermill.execute_notebook(source, target, progress_bar=False)
    cells = [cell for cell in nbformat.read(target, as_version=4).cells if cell.cell_type == "code"]
    assert "<table" in cells[-3].outputs[0].data["text/html"]
    assert "image/png" in cells[-2].outputs[0].data
    assert cells[-1].outputs[0].text == "on stderr\n"
