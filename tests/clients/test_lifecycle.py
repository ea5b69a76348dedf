"""Starting, restarting and ending the kernel's process as jupyter_client does it."""

import os
import signal
import time

import psutil
import pytest
from jupyter_client.manager import start_new_kernel


@pytest.fixture
def kernel(kernel_name):
    manager, client = start_new_kernel(kernel_name=kernel_name)
    yield manager, client
    client.stop_channels()
    if manager.is_alive():
        manager.shutdown_kernel(now=True)


def pid_of(manager):
    return manager.provisioner.process.pid


def evaluate(client, code):
    """The text of the last result or stdout of the code."""
    shown = []

    def hook(message):
        content = message["content"]
        if message["msg_type"] == "stream":
            shown.append(content["text"])
        elif message["msg_type"] == "execute_result":
            shown.append(content["data"]["text/plain"])

    reply = client.execute_interactive(code, output_hook=hook, timeout=20)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(shown)


def running(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_gone(pids, seconds):
    deadline = time.monotonic() + seconds
    while any(map(running, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_twenty_restarts(kernel):
    manager, client = kernel
    pids = [pid_of(manager)]
    for i in range(20):
        assert evaluate(client, f"restarted <- {i}; restarted") == f"[1] {i}"
        manager.restart_kernel()
        client.wait_for_ready(timeout=30)
        pids.append(pid_of(manager))
        assert evaluate(client, 'exists("restarted")') == "[1] FALSE"
    assert len(set(pids)) == 21
    assert wait_gone(pids[:-1], 1)


def test_restart_while_a_cell_runs(kernel):
    manager, client = kernel
    client.execute("repeat {}")
    time.sleep(0.5)
    begin = time.monotonic()
    manager.restart_kernel()
    client.wait_for_ready(timeout=30)
    assert time.monotonic() - begin < 10
    assert evaluate(client, "1 + 1") == "[1] 2"


@pytest.mark.parametrize("code", ["", "Sys.sleep(100)", "repeat {}", 'system("sleep 100")'])
def test_sigterm_ends_it(kernel, code):
    manager, client = kernel
    temporary = evaluate(client, "cat(tempdir())")
    if code:
        client.execute(code)
        time.sleep(0.5)
    family = [pid_of(manager), *(child.pid for child in psutil.Process(pid_of(manager)).children(recursive=True))]
    os.killpg(family[0], signal.SIGTERM)  # as jupyter_client does: the kernel leads its own process group
    assert wait_gone(family, 3), "the kernel or a child of it was still there 3 s after SIGTERM"
    assert not os.path.exists(temporary), "R's temporary directory was left behind"


@pytest.mark.parametrize("code", ["", "Sys.sleep(100)", "repeat {}"])
def test_shutdown_is_graceful_and_quick(kernel, code):
    manager, client = kernel
    temporary = evaluate(client, "cat(tempdir())")
    pid = pid_of(manager)
    if code:
        client.execute(code)
        time.sleep(0.5)
    begin = time.monotonic()
    manager.shutdown_kernel()
    assert time.monotonic() - begin < 2.5, "jupyter_client had to kill the kernel"
    assert wait_gone([pid], 0.5)
    assert not os.path.exists(temporary), "R's temporary directory was left behind"


def test_last_and_finalizers_run_at_shutdown(kernel, tmp_path):
    manager, client = kernel
    proof = tmp_path / "proof"
    evaluate(client, f'.Last <- function() cat("last\\n", file = "{proof}"); invisible()')
    manager.shutdown_kernel()
    assert proof.read_text() == "last\n"


def interrupt(client):
    """Sends interrupt_request and waits for its reply, so that what is sent next cannot overtake it."""
    client.control_channel.send(client.session.msg("interrupt_request", {}))
    return client.get_control_msg(timeout=5)["content"]["status"]


def test_interrupt_when_idle_does_nothing(kernel):
    manager, client = kernel
    for _ in range(20):
        assert interrupt(client) == "ok"
        assert evaluate(client, "Sys.sleep(0.02); 7") == "[1] 7"
    for _ in range(20):
        os.kill(pid_of(manager), signal.SIGINT)
    time.sleep(0.1)
    assert evaluate(client, "Sys.sleep(0.1); 8") == "[1] 8"


@pytest.mark.parametrize("code", ["Sys.sleep(100)", "repeat {}", 'system("sleep 100")', 'readline("? ")', 'x <- system("sleep 100; echo", intern = TRUE)'])
def test_interrupt_at_any_moment_ends_the_cell(kernel, code):
    """From before the first instruction of the cell until well within it."""
    manager, client = kernel
    for i in range(15):
        msg_id = client.execute(code)
        while (message := client.get_iopub_msg(timeout=5))["msg_type"] != "execute_input" or message["parent_header"]["msg_id"] != msg_id:
            pass
        time.sleep(i * 0.0007)
        assert interrupt(client) == "ok"
        content = client.get_shell_msg(timeout=3)["content"]
        assert (content["status"], content.get("ename")) == ("error", "interrupt")


def test_sigint_interrupts_a_cell(kernel):
    manager, client = kernel
    msg_id = client.execute("Sys.sleep(100)")
    time.sleep(0.5)
    os.kill(pid_of(manager), signal.SIGINT)
    reply = client.get_shell_msg(timeout=5)
    assert reply["parent_header"]["msg_id"] == msg_id
    assert (reply["content"]["status"], reply["content"]["ename"]) == ("error", "interrupt")
    assert evaluate(client, "9") == "[1] 9"
