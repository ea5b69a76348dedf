"""Executes demo.ipynb with gokernel through nbclient, shows every cell and its outputs in the terminal,
writes demo/out/demo.ipynb and demo/out/demo.html, and fails when something that must be there is not."""

import argparse
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert import HTMLExporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from checks import check
from show import Terminal
from streams import merge_streams

HERE = Path(__file__).parent


def execute(notebook, kernel, terminal):
    """Runs the notebook in place; each cell is shown as soon as it is done."""
    terminal.begin(kernel)

    def on_cell_start(cell, cell_index):
        terminal.cell(cell)

    def on_cell_executed(cell, cell_index, execute_reply):
        merge_streams(cell)
        terminal.outputs(cell)

    client = NotebookClient(
        notebook,
        kernel_name=kernel,
        timeout=120,
        resources={"metadata": {"path": str(HERE)}},
        on_cell_start=on_cell_start,
        on_cell_executed=on_cell_executed,
    )
    client.execute()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", default="gokernel", help="name of the kernelspec (default: gokernel)")
    arguments = parser.parse_args()

    notebook = nbformat.read(HERE / "demo.ipynb", as_version=4)
    out = HERE / "out"
    out.mkdir(exist_ok=True)
    terminal = Terminal(out)
    begin = time.monotonic()
    try:
        execute(notebook, arguments.kernel, terminal)
    except CellExecutionError as error:
        sys.exit(f"demo: a cell failed that must not fail\n{error}")
    except DeadKernelError:
        sys.exit("demo: the kernel died while a cell was running; see its messages above")
    elapsed = time.monotonic() - begin

    nbformat.validate(notebook)
    nbformat.write(notebook, out / "demo.ipynb")
    html, _ = HTMLExporter(preprocessors=[CoalesceStreamsPreprocessor]).from_notebook_node(notebook)
    (out / "demo.html").write_text(html, encoding="utf-8")

    faults = check(notebook, html)
    for fault in faults:
        print(f"demo: {fault}", file=sys.stderr)
    if faults:
        sys.exit(f"demo: {len(faults)} of the demo's checks failed")
    print(f"\nThe demo ran in {elapsed:.1f} s and all its checks hold. See it with pictures:")
    for name in ("demo.html", "demo.ipynb"):
        print(f"  {(out / name).relative_to(HERE.parent)}")
    print("Run it by hand with: make lab")


if __name__ == "__main__":
    main()
