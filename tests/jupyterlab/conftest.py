"""Fixtures: one JupyterLab server and one Chromium for all tests, a fresh page for each."""

import re
import shutil

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from notebook import OUT, Notebook
from playwright.sync_api import sync_playwright
from server import Lab

CHROMIUM = ["chromium", "chromium-browser", "google-chrome"]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-extensions", "--metrics-recording-only", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    server = Lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.fail("no Chromium was found; install it with: scripts/setup.sh test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, request):
    context = browser.new_context(viewport={"width": 1360, "height": 940}, locale="en-US")
    context.route(re.compile(r"^(?!http://127\.0\.0\.1[:/]|data:|blob:)"), lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    if getattr(request.node, "failed", False):
        OUT.mkdir(exist_ok=True)
        page.screenshot(path=OUT / f"failed-{request.node.name}.png")
    context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call" and outcome.get_result().failed:
        item.failed = True


@pytest.fixture
def open_notebook(lab, page, kernel_name, request):
    """Opens a notebook made of the given cells (texts or nbformat cells), or a copy of the one at path."""

    def open_(*sources, path=None):
        if path:
            notebook = nbformat.read(path, as_version=4)
        else:
            notebook = nbformat.v4.new_notebook(
                cells=[nbformat.v4.new_code_cell(s) if isinstance(s, str) else s for s in sources])
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
        notebook.metadata.kernelspec = {"name": kernel_name, "display_name": spec.display_name, "language": spec.language}
        name = path.name if path else re.sub(r"\W+", "_", request.node.name) + ".ipynb"
        nbformat.write(notebook, lab.notebooks / name)
        return Notebook(page, lab, name)

    yield open_
    lab.end_kernels()
