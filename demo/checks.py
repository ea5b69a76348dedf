"""What must be in the executed demo notebook, cell by cell. Each fault is one sentence."""

import base64

from show import png_size
from streams import carriage_returns


def shape(cell):
    """The outputs of a cell as short words, in their order."""
    words = []
    for output in cell.outputs:
        if output.output_type == "stream":
            words.append(output.name)
        elif output.output_type == "error":
            words.append("error")
        else:
            words.append("picture" if "image/png" in output.data else "value")
    return words


def streams(cell, name):
    return "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == name)


def values(cell):
    return [o.data for o in cell.outputs if o.output_type in ("display_data", "execute_result")]


class Checker:
    def __init__(self, notebook):
        self.cells = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
        self.faults = []

    def must(self, cell_id, holds, sentence):
        if not holds:
            self.faults.append(f"cell {cell_id}: {sentence}")

    def contains(self, cell_id, text, *wanted):
        for piece in wanted:
            self.must(cell_id, piece in text, f"expected {piece!r} in the output, got {text!r}")

    def shape(self, cell_id, *wanted):
        got = shape(self.cells[cell_id])
        self.must(cell_id, got == list(wanted), f"expected the outputs {', '.join(wanted)}, got {', '.join(got) or 'none'}")
        return got == list(wanted)

    def pictures(self, cell_id, count):
        found = [data["image/png"] for data in values(self.cells[cell_id]) if "image/png" in data]
        self.must(cell_id, len(found) == count, f"expected {count} picture(s), got {len(found)}")
        for data in found:
            width, height = png_size(base64.b64decode(data))
            self.must(cell_id, width >= 300 and height >= 300, f"the picture has only {width} x {height} pixels")


def check(notebook, html):
    """The list of faults; empty when the notebook is as it must be."""
    c = Checker(notebook)
    statistics(c)
    pictures(c)
    text(c)
    running(c)
    for cell_id, cell in c.cells.items():
        c.must(cell_id, cell.execution_count is not None, "has not been executed")
    if "<table" not in html or "data:image/png;base64" not in html:
        c.faults.append("demo.html: expected a table and embedded pictures")
    return c.faults


def statistics(c):
    if c.shape("model", "value"):
        c.contains("model", values(c.cells["model"])[0]["text/plain"], "Coefficients:", "Residual standard error", "3.87783")
    if c.shape("table", "value"):
        data = values(c.cells["table"])[0]
        c.contains("table", data.get("text/html", ""), "<table", "cyl", "19.74286")
        c.contains("table", data.get("text/plain", ""), "cyl", "19.74286")


def pictures(c):
    c.shape("base-plot", "picture")
    c.pictures("base-plot", 1)
    c.must("ggplot", shape(c.cells["ggplot"])[-1:] == ["picture"], "expected a picture as the last output")
    c.pictures("ggplot", 1)


def text(c):
    if c.shape("text", "stdout", "stderr", "stdout", "stderr", "value", "stdout"):
        outputs = c.cells["text"].outputs
        for index, wanted in ((0, "one\n"), (1, "two, as a message\n"), (2, "three\n"), (5, "five\n")):
            c.must("text", outputs[index].text == wanted, f"expected {wanted!r}, got {outputs[index].text!r}")
        c.contains("text", outputs[3].text, "NAs introduced by coercion")
    if c.shape("caught", "stdout", "value"):
        c.contains("caught", values(c.cells["caught"])[0]["text/plain"], "caught: non-numeric argument to mathematical function")
    if c.shape("uncaught", "stdout", "error"):
        error = c.cells["uncaught"].outputs[1]
        c.must("uncaught", error.evalue == "x must be a number, not character", f"unexpected error message {error.evalue!r}")
        c.contains("uncaught", "\n".join(error.traceback), "x must be a number, not character")
    if c.shape("unicode", "stdout", "value"):
        c.contains("unicode", streams(c.cells["unicode"], "stdout"), "Γειά", "Здравствуй", "こんにちは世界", "你好，世界",
                   "안녕하세요", "שלום", "مرحبا", "👩‍🔬", "🏳️‍🌈", "e\u0301")
        c.contains("unicode", values(c.cells["unicode"])[0].get("text/html", ""), "日本語", "العربية", "combining")


def running(c):
    c.shape("progress", "stdout")
    shown = carriage_returns(streams(c.cells["progress"], "stdout"))
    c.must("progress", shown == "█" * 20 + " 100 %\ndone\n", f"the progress bar ended as {shown!r}")
    c.must("progress", "\r" in streams(c.cells["progress"], "stdout"), "the carriage returns are gone")
    system(c)
    if c.shape("order", "stdout", "picture", "stdout", "picture", "stdout", "value"):
        c.pictures("order", 2)
        c.contains("order", values(c.cells["order"])[2]["text/plain"], "the value of the cell comes last")


def system(c):
    """The child's two streams are two pipes, so their order is open; that both lie between R's own lines is not."""
    lines = [(o.name, line) for o in c.cells["system"].outputs if o.output_type == "stream" for line in o.text.splitlines()]
    child = [("stderr", "and its standard error"), ("stdout", "output of a child process")]
    c.must("system", lines[:1] == [("stdout", "R asks the shell")], f"expected R's own line first, got {lines}")
    c.must("system", sorted(lines[1:-1]) == child, f"expected the child's two lines in the middle, got {lines}")
    c.must("system", lines[-1:] == [("stdout", "the shell answered 3 ")], f"expected R's answer last, got {lines}")
