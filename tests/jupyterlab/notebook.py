"""A notebook open in JupyterLab, driven through the same menus, buttons and keys that a person uses."""

import re
from pathlib import Path

OUT = Path(__file__).parent / "out"
STDOUT = "application/vnd.jupyter.stdout"
ERROR = STDERR = "application/vnd.jupyter.stderr"  # JupyterLab draws errors as text on stderr


class Notebook:
    def __init__(self, page, lab, name):
        self.page, self.lab, self.name = page, lab, name
        self.panel = page.locator(".jp-NotebookPanel")
        page.goto(f"{lab.url}lab/tree/{name}?reset&token={lab.token}")
        self.wait_open()

    def reload(self):
        self.page.reload()
        self.wait_open()

    def wait_open(self):
        self.page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=60_000)
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=60_000)
        self.lab.wait_kernel(self.name)
        self.wait_kernel("Idle", 60)

    # What is shown.

    def codes(self):
        return self.panel.locator(".jp-CodeCell")

    def cell(self, containing):
        """The code cell whose source contains the text."""
        return self.codes().filter(has=self.page.locator(".jp-InputArea-editor", has_text=containing)).first

    def prompt(self, cell):
        return cell.locator(".jp-InputPrompt").inner_text()

    def outputs(self, cell):
        """The outputs as pairs (MIME type, text), in the order on the screen."""
        return [(part.get_attribute("data-mime-type"), part.inner_text().rstrip("\n"))
                for part in cell.locator(".jp-OutputArea-output").all()]

    def text(self, cell):
        return "\n".join(text for _, text in self.outputs(cell))

    # What a person does.

    def menu(self, *path):
        self.page.locator(".lm-MenuBar-itemLabel", has_text=path[0]).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(path[1])}")).first.click()

    def run_all(self):
        self.menu("Run", "Run All Cells")

    def select(self, cell):
        cell.locator(".jp-InputPrompt").click()

    def run(self, cell):
        self.select(cell)
        self.page.keyboard.press("Control+Enter")

    def toolbar(self, command):
        self.panel.locator(f".jp-Toolbar [data-command='{command}']").click()

    def accept(self):
        """Answers the dialog with its warning or accept button."""
        self.page.locator(".jp-Dialog .jp-mod-accept").click()

    def save(self):
        self.page.keyboard.press("Control+s")
        self.page.wait_for_selector(".jp-Document .jp-mod-dirty, .jp-mod-dirty", state="detached")

    # Waiting.

    def wait_kernel(self, state, seconds=30):
        self.page.wait_for_function(
            """state => [...document.querySelectorAll('.jp-Notebook-ExecutionIndicator')]
                .some(e => e.offsetParent && e.dataset.status === state)""", arg=state.lower(), timeout=seconds * 1000)

    def wait_done(self, seconds=120):
        """Until no cell waits or runs any more and the kernel is idle."""
        self.page.wait_for_function(
            """() => {
                const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(e => e.textContent);
                return prompts.some(p => /\\d/.test(p)) && !prompts.some(p => p.includes('*'));
            }""", timeout=seconds * 1000)
        self.wait_kernel("Idle", seconds)

    def wait_text(self, cell, text, seconds=20):
        cell.locator(".jp-OutputArea-output", has_text=text).first.wait_for(timeout=seconds * 1000)

    def wait_value(self, cell, text, seconds=20):
        """The text is all that an output shows."""
        whole = re.compile(rf"^\s*{re.escape(text)}\s*$")
        cell.locator(".jp-OutputArea-output", has_text=whole).first.wait_for(timeout=seconds * 1000)

    def screenshot(self, name):
        OUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUT / f"{name}.png")
