"""A JupyterLab server of the test's own: free loopback port, own settings, own notebook directory."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request

# Every cell is drawn, also outside of the window, so that a test can look at all outputs.
SETTINGS = {"@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"}}
# No questions about news at the first start, and nothing that asks the network.
PAGE = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True, "@jupyterlab/extensionmanager-extension": True}}


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


class Lab:
    def __init__(self, directory):
        self.directory = directory
        self.notebooks = directory / "notebooks"
        self.notebooks.mkdir()
        for name, value in SETTINGS.items():
            write_json(directory / "settings" / name, value)
        write_json(directory / "config" / "labconfig" / "page_config.json", PAGE)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.token = secrets.token_hex(16)
        self.url = f"http://127.0.0.1:{self.port}/"
        self.log = open(directory / "server.log", "w+")
        environment = dict(
            os.environ,
            JUPYTER_CONFIG_DIR=str(directory / "config"),
            JUPYTERLAB_SETTINGS_DIR=str(directory / "settings"),
            JUPYTERLAB_WORKSPACES_DIR=str(directory / "workspaces"),
        )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
             f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}",
             f"--ServerApp.root_dir={self.notebooks}", "--LabApp.extension_manager=readonly",
             "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, env=environment, start_new_session=True,
        )
        self.wait_ready()

    def wait_ready(self, seconds=60):
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.get("api/status")
                return
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"JupyterLab did not start ({error}):\n{self.output()}") from error
                time.sleep(0.1)

    def request(self, path, method="GET"):
        request = urllib.request.Request(self.url + path, method=method, headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def get(self, path):
        return json.loads(self.request(path))

    def end_kernels(self):
        for session in self.get("api/sessions"):
            self.request(f"api/sessions/{session['id']}", "DELETE")

    def wait_kernel(self, name, seconds=60):
        """Until the notebook's kernel is idle and the page is connected to it; the page says Idle too early."""
        deadline = time.monotonic() + seconds
        while True:
            kernels = [session["kernel"] for session in self.get("api/sessions") if session["path"] == name]
            if any(kernel["execution_state"] == "idle" and kernel["connections"] > 0 for kernel in kernels):
                return
            if time.monotonic() > deadline:
                raise RuntimeError(f"the kernel of {name} did not become idle: {kernels}\n{self.output()}")
            time.sleep(0.1)

    def output(self):
        self.log.flush()
        return (self.directory / "server.log").read_text()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.log.close()
