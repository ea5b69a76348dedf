"""The order test's own checker must see each kind of fault, or its silence would mean nothing."""

import pytest

from order.cells import Request
from order.timeline import Subscriber, counts_up
from order.wire import Message

CELL = Request(kind="cell", code="x", msg_id="a", client=0, number=0, ends_with_value=True,
               outputs=[("stdout", "1\n2\n"), ("stderr", "3\n"), ("value", "[1] 4")])
OTHER = Request(kind="other", code="y", msg_id="b", client=1, number=0)
INFO = Request(kind="info", msg_type="kernel_info_request", msg_id="c", client=1, number=1)

BUSY = ("status", {"execution_state": "busy"})
IDLE = ("status", {"execution_state": "idle"})
INPUT = ("execute_input", {"code": "x", "execution_count": 1})
OUT1, OUT2 = ("stream", {"name": "stdout", "text": "1\n"}), ("stream", {"name": "stdout", "text": "2\n"})
ERR = ("stream", {"name": "stderr", "text": "3\n"})
VALUE = ("execute_result", {"execution_count": 1, "data": {"text/plain": "[1] 4"}})
GOOD = [BUSY, INPUT, OUT1, OUT2, ERR, VALUE, IDLE]


def faults(messages):
    subscriber = Subscriber("test", {"a": CELL, "b": OTHER, "c": INFO})
    for message in messages:
        parent = "a"
        if isinstance(message[0], tuple):
            message, parent = message
        subscriber.take(Message(message[0], "id", parent, "execute_request", message[1]))
    if not subscriber.timelines.get("a") or not subscriber.timelines["a"].closed:
        subscriber.faults.append("no idle")
    return subscriber.faults


def without(index):
    return GOOD[:index] + GOOD[index + 1:]


def swapped(i, j):
    messages = list(GOOD)
    messages[i], messages[j] = messages[j], messages[i]
    return messages


def test_the_right_order_is_right():
    assert faults(GOOD) == []
    assert faults([BUSY, IDLE]) == []  # aborted: the reply has to say so
    assert faults(GOOD[:3] + [(BUSY, "c"), (IDLE, "c"), (BUSY, "a")] + GOOD[3:]) == []


@pytest.mark.parametrize("messages", [
    *(pytest.param(without(i), id=f"without-{i}-{GOOD[i][0]}") for i in range(len(GOOD))),
    *(pytest.param(swapped(i, i + 1), id=f"swapped-{i}-{i + 1}") for i in range(len(GOOD) - 1)),
    *(pytest.param(GOOD[:i + 1] + GOOD[i:], id=f"twice-{i}-{GOOD[i][0]}") for i in range(len(GOOD))),
    pytest.param([*GOOD, OUT1], id="output-after-idle"),
    pytest.param([*GOOD, BUSY], id="busy-after-idle"),
    pytest.param(GOOD[:3] + [BUSY] + GOOD[3:], id="busy-again-without-a-reason"),
    pytest.param(GOOD[:3] + [(BUSY, "b"), (IDLE, "b")] + GOOD[3:], id="another-cell-inside"),
    pytest.param([*GOOD, ((OUT1[0], OUT1[1]), None)], id="output-without-parent"),
    pytest.param([*GOOD, (OUT1, "unknown")], id="unknown-parent"),
])
def test_a_fault_is_seen(messages):
    assert faults(messages)


@pytest.mark.parametrize("text, good", [
    ("", True), ("1\n2\n3\n", True), ("1\n2\n3", True), ("9", False), ("1\n3\n", False), ("1\n2\n2\n", False), ("1\n2\n4", False),
    ("".join(f"{i}\n" for i in range(1, 13)) + "1", True),
])
def test_counting(text, good):
    assert counts_up(text) == good
