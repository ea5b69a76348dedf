"""What happens in JupyterLab when things go wrong, take long or ask a question."""

import re
import time

from notebook import ERROR


def test_error_stops_the_cells_behind_it(open_notebook):
    notebook = open_notebook('cat("first\\n")', 'stop("broken on purpose")', 'cat("never\\n")', "3 + 3")
    notebook.run_all()
    notebook.wait_done()
    first, broken, third, fourth = notebook.codes().all()
    assert notebook.text(first) == "first"
    assert "broken on purpose" in notebook.text(broken)
    for cell in (third, fourth):
        assert notebook.prompt(cell).strip() == "[ ]:"
        assert notebook.outputs(cell) == []
    notebook.screenshot("error-stops")
    notebook.run(fourth)
    notebook.wait_value(fourth, "6")
    assert notebook.prompt(fourth) == "[3]:"


def test_output_appears_while_the_cell_runs(open_notebook):
    notebook = open_notebook('for (i in 1:60) { cat("step", i, "\\n"); Sys.sleep(0.1) }')
    (cell,) = notebook.codes().all()
    notebook.run(cell)
    notebook.wait_text(cell, "step 5", seconds=5)
    assert notebook.prompt(cell) == "[*]:"
    assert "step 60" not in notebook.text(cell)
    notebook.wait_done()
    assert notebook.text(cell).split("\n") == [f"step {i} " for i in range(1, 61)]


def test_stop_button_interrupts(open_notebook):
    notebook = open_notebook('cat("asleep\\n"); Sys.sleep(100)', 'cat("never\\n")', "4 + 4")
    sleeping, queued, after = notebook.codes().all()
    notebook.run_all()
    notebook.wait_text(sleeping, "asleep")
    notebook.wait_kernel("Busy")
    begin = time.monotonic()
    notebook.toolbar("notebook:interrupt-kernel")
    notebook.wait_done(10)
    assert time.monotonic() - begin < 5
    assert notebook.outputs(sleeping)[-1][0] == ERROR
    assert notebook.outputs(queued) == [], "an interrupt stops what is queued, too"
    notebook.screenshot("interrupted")
    notebook.run(after)
    notebook.wait_value(after, "8")


def test_restart_from_the_menu(open_notebook):
    notebook = open_notebook("remembered <- 1", 'exists("remembered")', "repeat {}")
    assign, ask, busy = notebook.codes().all()
    notebook.run(assign)
    notebook.wait_done()
    notebook.run(ask)
    notebook.wait_text(ask, "TRUE")
    notebook.run(busy)
    notebook.wait_kernel("Busy")
    notebook.menu("Kernel", "Restart Kernel…")
    notebook.accept()
    notebook.wait_kernel("Idle", 30)
    notebook.run(ask)
    notebook.wait_text(ask, "FALSE")
    assert notebook.prompt(ask) == "[1]:"


def test_question_gets_an_input_box(open_notebook):
    notebook = open_notebook('cat("before\\n"); who <- readline("Who are you? "); cat("hello", who, "\\n")', 'nchar(who)')
    asking, after = notebook.codes().all()
    notebook.run(asking)
    box = asking.locator(".jp-Stdin-input")
    box.wait_for()
    assert "before" in notebook.text(asking)
    assert "Who are you?" in asking.inner_text()
    notebook.screenshot("question")
    box.fill("Zoë 👋")
    box.press("Enter")
    notebook.wait_text(asking, "hello Zoë 👋")
    notebook.wait_done()
    notebook.run(after)
    notebook.wait_value(after, "5")


def test_question_can_be_interrupted(open_notebook):
    notebook = open_notebook('readline("Who are you? ")', "5 + 5")
    asking, after = notebook.codes().all()
    notebook.run(asking)
    asking.locator(".jp-Stdin-input").wait_for()
    notebook.toolbar("notebook:interrupt-kernel")
    notebook.wait_done(10)
    notebook.run(after)
    notebook.wait_value(after, "10")


def test_completion_and_help(open_notebook):
    notebook = open_notebook("Sys.setFileT", "mean")
    completing, asking = notebook.codes().all()
    completing.locator(".cm-content").click()
    notebook.page.keyboard.press("End")
    notebook.page.keyboard.press("Tab")
    notebook.page.locator(".jp-Completer-item", has_text="Sys.setFileTime").wait_for()
    notebook.screenshot("completion")
    notebook.page.keyboard.press("Enter")
    completing.locator(".cm-content", has_text="Sys.setFileTime").wait_for()
    asking.locator(".cm-content").click()
    notebook.page.keyboard.press("End")
    notebook.page.keyboard.press("Shift+Tab")
    notebook.page.locator(".jp-Tooltip", has_text=re.compile("mean", re.I)).wait_for()
    notebook.screenshot("tooltip")


def test_page_reload_keeps_the_kernel(open_notebook):
    notebook = open_notebook("kept <- 123", "kept")
    assign, ask = notebook.codes().all()
    notebook.run(assign)
    notebook.wait_done()
    notebook.save()
    notebook.reload()
    notebook.run(ask)
    notebook.wait_value(ask, "123")
