"""Completion, contextual help and recalled inputs, also while R works."""

import time

from notebook import OUT

LOOP = 'cat("begun\\n"); end <- Sys.time() + 20; while (Sys.time() < end) {}'


def write(notebook, cell, code):
    """Replaces the cell's code as a person would type it, the cursor at its end."""
    cell.locator(".cm-content").click()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.insert_text(code)


def complete(notebook):
    """Presses Tab and returns the rows of the menu as (text, type)."""
    notebook.page.keyboard.press("Tab")
    menu = notebook.page.locator(".jp-Completer:visible")
    menu.locator(".jp-Completer-item").first.wait_for(timeout=5_000)
    return [(item.locator(".jp-Completer-match").inner_text(), item.locator(".jp-Completer-typeExtended").inner_text())
            for item in menu.locator(".jp-Completer-item").all()]


def texts(items):
    return [text for text, _ in items]


def editor_text(cell):
    return cell.locator(".cm-content").inner_text().rstrip("\n")


def open_contextual_help(notebook):
    notebook.menu("Help", "Show Contextual Help")
    inspector = notebook.page.locator(".jp-Inspector")
    inspector.wait_for()
    return inspector


def test_tab_shows_columns(open_notebook):
    notebook = open_notebook("mtcars$", "")
    first, second = notebook.codes().all()
    write(notebook, first, "mtcars$")
    items = complete(notebook)
    assert texts(items) == ["mpg", "cyl", "disp", "hp", "drat", "wt", "qsec", "vs", "am", "gear", "carb"]
    assert {kind for _, kind in items} == {"column"}
    notebook.screenshot("complete-columns")
    notebook.page.keyboard.press("Enter")
    assert editor_text(first) == "mtcars$mpg"

    write(notebook, second, "library(dplyr)\nmtcars |>\n  mutate(ratio = hp / wt) |>\n  filter(ra")
    assert ("ratio", "column") in complete(notebook)
    notebook.screenshot("complete-pipe")


def test_completion_and_help_while_a_cell_runs(open_notebook):
    notebook = open_notebook(
        "prices <- data.frame(pear = 1:3, peach = 4:6)\nadd_tax <- function(net, rate = 0.2) net * (1 + rate)", LOOP, "", "1 + 1")
    setup, loop, code, after = notebook.codes().all()
    notebook.run(setup)
    notebook.wait_done()
    notebook.page.wait_for_timeout(1_000)  # what a person needs to get to the next cell
    notebook.run(loop)
    notebook.wait_text(loop, "begun")
    begin = time.monotonic()

    write(notebook, code, "prices$p")
    assert {("pear", "column"), ("peach", "column")} <= set(complete(notebook))
    notebook.page.keyboard.press("Escape")
    write(notebook, code, "mtcars |>\n  transform(ratio = hp / wt) |>\n  subset(")
    assert {"ratio", "mpg", "carb"} <= set(texts(complete(notebook)))
    notebook.screenshot("completion-busy")
    notebook.page.keyboard.press("Escape")

    inspector = open_contextual_help(notebook)
    write(notebook, code, "add_tax(1")
    inspector.get_by_text("rate = 0.2").first.wait_for(timeout=5_000)
    notebook.screenshot("help-busy")
    assert time.monotonic() - begin < 18, "the loop runs for 20 s"
    assert notebook.prompt(loop) == "[*]:"
    assert notebook.page.locator(".jp-StatusBar-GroupItem, .jp-StatusBar-TextItem", has_text="| Busy").first.is_visible()
    notebook.page.keyboard.press("Escape")
    notebook.page.locator(".lm-TabBar-tabCloseIcon:visible").last.click()
    notebook.wait_done()


def test_contextual_help(open_notebook):
    notebook = open_notebook("x <- 1")
    (cell,) = notebook.codes().all()
    inspector = open_contextual_help(notebook)
    write(notebook, cell, "lm(mpg ~ wt, ")
    inspector.get_by_text("Fitting Linear Models").first.wait_for()
    text = inspector.inner_text()
    assert "formula" in text and "_\b" not in text and "\x1b" not in text
    notebook.screenshot("help-lm")

    write(notebook, cell, "mtcars")
    inspector.locator("table").first.wait_for()
    notebook.screenshot("help-mtcars")


def test_tooltip(open_notebook):
    notebook = open_notebook("x")
    (cell,) = notebook.codes().all()
    write(notebook, cell, "sapply(1:3, ")
    notebook.page.keyboard.press("Shift+Tab")
    tooltip = notebook.page.locator(".jp-Tooltip")
    tooltip.wait_for()
    assert "sapply" in tooltip.inner_text()
    notebook.screenshot("tooltip")


def test_console_recalls_inputs_after_a_restart(lab, page):
    prompt = page.locator(".jp-CodeConsole-promptCell .cm-content")
    replies = []

    def note(frame):
        if b'"history_reply"' in (frame if isinstance(frame, bytes) else frame.encode()):
            replies.append(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", note))

    def open_console():
        replies.clear()
        page.goto(f"{lab.url}lab?reset&token={lab.token}")
        page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=60_000)
        page.locator(".jp-LauncherCard[data-category='Console'][title*='gokernel']").first.click()
        page.locator(".jp-CodeConsole-banner").wait_for()
        while not replies:  # what is typed before the console has its history is lost
            page.wait_for_timeout(100)
        page.wait_for_timeout(500)

    def execute(code):
        prompt.click()
        page.keyboard.insert_text(code)
        page.keyboard.press("Shift+Enter")

    def wait_prompt(code):
        page.wait_for_function(
            "code => document.querySelector('.jp-CodeConsole-promptCell .cm-content').innerText.trim() === code", arg=code)

    open_console()
    execute("remember_this <- 6 * 7")
    execute("remember_this + 1")
    page.locator(".jp-CodeConsole .jp-OutputArea-output", has_text="43").wait_for()
    lab.end_kernels()

    open_console()
    prompt.click()
    page.keyboard.press("ArrowUp")
    wait_prompt("remember_this + 1")
    page.keyboard.press("ArrowUp")
    wait_prompt("remember_this <- 6 * 7")
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / "console-recall.png")
    lab.end_kernels()
