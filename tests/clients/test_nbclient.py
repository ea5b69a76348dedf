"""Notebooks through nbclient, which nbconvert, papermill, Voilà and Jupyter Book use: good ones and bad ones."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


@pytest.fixture
def run(kernel_name):
    """Executes cells, given as texts or as (text, tags), and returns the code cells; options go to nbclient."""

    def execute(*sources, **options):
        notebook = nbformat.v4.new_notebook()
        for source in sources:
            source, tags = source if isinstance(source, tuple) else (source, [])
            notebook.cells.append(nbformat.v4.new_code_cell(source, metadata={"tags": tags}))
        options = {"timeout": 60, **options}
        try:
            NotebookClient(notebook, kernel_name=kernel_name, **options).execute()
        except Exception as error:
            error.cells = notebook.cells
            raise
        nbformat.validate(notebook)
        return notebook.cells

    return execute


def text(cell, name="stdout"):
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == name)


def kinds(cell):
    return [output.output_type for output in cell.outputs]


def test_values_text_and_pictures_come_in_order(run):
    (cell,) = run('cat("a\\n")\n1\nplot(1:3)\nmessage("b")\n"last"')
    assert kinds(cell) == ["stream", "display_data", "display_data", "stream", "execute_result"]
    assert cell.outputs[1].data["text/plain"] == "[1] 1"
    assert "image/png" in cell.outputs[2].data
    assert cell.outputs[4].data["text/plain"] == '[1] "last"'


def test_error_stops_the_notebook(run):
    with pytest.raises(CellExecutionError) as caught:
        run('cat("fine\\n")', 'cat("half\\n"); stop("broken on purpose")', 'cat("never\\n")')
    assert caught.value.evalue == "broken on purpose"
    assert "broken on purpose" in str(caught.value)
    first, second, third = caught.value.cells
    assert text(first) == "fine\n"
    assert kinds(second) == ["stream", "error"]
    assert third.outputs == [] and third.execution_count is None


def test_error_is_passed_over_when_errors_are_allowed(run):
    _, broken, after = run("x <- 1", 'stop("broken")', 'cat("still here", x, "\\n")', allow_errors=True)
    assert kinds(broken) == ["error"]
    assert text(after) == "still here 1 \n"


def test_error_is_passed_over_in_a_cell_tagged_so(run):
    broken, after = run(('log("a")', ["raises-exception"]), "2 + 2")
    assert broken.outputs[0].ename == "simpleError"
    assert "non-numeric argument" in "\n".join(broken.outputs[0].traceback)
    assert after.outputs[0].data["text/plain"] == "[1] 4"


def test_syntax_error_runs_nothing(run):
    broken, after = run(('cat("never\\n")\n1 2', ["raises-exception"]), ("f <- function( {", ["raises-exception"]))
    assert kinds(broken) == ["error"] and kinds(after) == ["error"]


def test_display_is_updated_in_place(run):
    """Text in the middle of a drawing shows the plot as it is then; what is drawn later changes that same output."""
    plain, grown = run('{ plot(1:3); cat("text\\n") }', '{ plot(1:3); cat("text\\n"); abline(h = 2, lwd = 20, col = "red") }')
    assert kinds(plain) == kinds(grown) == ["display_data", "stream"]
    assert plain.outputs[0].data["image/png"] != grown.outputs[0].data["image/png"]


def test_clear_output_removes_what_came_before(run):
    (cell,) = run('cat("old\\n"); clear_output(wait = FALSE); cat("new\\n")')
    assert text(cell) == "new\n"


def test_timeout_interrupts_the_cell_and_the_kernel_lives(run):
    slow, after = run("cat('begin\\n'); Sys.sleep(100)", 'cat("alive\\n")', timeout=2, interrupt_on_timeout=True, allow_errors=True)
    assert kinds(slow) == ["stream", "error"]
    assert slow.outputs[1].ename == "interrupt"
    assert text(after) == "alive\n"


def test_timeout_without_interrupt_is_reported(run):
    with pytest.raises(CellTimeoutError):
        run("repeat {}", timeout=2)


def test_unicode_survives(run):
    words = "Grüße Γειά Здравствуй こんにちは 你好 안녕 שלום مرحبا 👩‍🔬 🏳️‍🌈 e\u0301 𝐱 \u200b|"
    cells = run(f'cat("{words}")', f'x <- "{words}"; nchar(x)', f'stop("{words}")', f'message("{words}")',
                f'data.frame("{words}" = "{words}", check.names = FALSE)', allow_errors=True)
    assert text(cells[0]) == words
    assert cells[1].outputs[0].data["text/plain"] == f"[1] {len(words)}"
    assert cells[2].outputs[0].evalue == words
    assert text(cells[3], "stderr") == words + "\n"
    assert words in cells[4].outputs[0].data["text/html"]


def test_characters_are_not_cut_between_messages(run):
    """More text than fits into one message, characters of two and four bytes, and some written byte by byte."""
    bytewise_code = r'''invisible(system(r"(printf '\360'; sleep 0.3; printf '\237\221\213')"))'''
    whole, bytewise = run('cat(strrep("é👋", 100000))', bytewise_code)
    assert text(whole) == "é👋" * 100000
    assert text(bytewise) == "👋"


def test_big_output_arrives_complete(run):
    lines, long_line, value = run(
        'for (i in 1:200000) cat(i, "\\n", sep = "")', 'cat(strrep("x", 5e6))', 'strrep("y", 2e6)', timeout=120)
    assert text(lines) == "".join(f"{i}\n" for i in range(1, 200001))
    assert text(long_line) == "x" * 5_000_000
    assert len(value.outputs[0].data["text/plain"]) == 2_000_006


@pytest.mark.parametrize("code", ['readline("name? ")', 'readLines(file("stdin"), n = 1)', 'menu(c("a", "b"))', "scan()"])
def test_question_without_a_person_is_a_clear_error_or_empty(run, code):
    """nbclient forbids input. Nothing may wait for it; R's own prompts must say what is wrong."""
    asked, after = run((code, ["raises-exception"]), '"next"')
    if code.startswith("readline("):
        assert asked.outputs[-1].output_type == "error"
        assert "input" in asked.outputs[-1].evalue
    assert after.outputs[0].data["text/plain"] == '[1] "next"'


def test_quit_is_reported_as_a_dead_kernel(run):
    with pytest.raises(DeadKernelError):
        run('cat("bye\\n"); quit("no")', "1")


def test_crash_is_reported_as_a_dead_kernel(run):
    with pytest.raises(DeadKernelError):
        run("tools::pskill(Sys.getpid(), tools::SIGKILL); Sys.sleep(5)", "1")
