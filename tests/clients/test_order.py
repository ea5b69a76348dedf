"""One kernel, three clients at once, thousands of mixed requests (ORDER_REQUESTS), not one message out of place."""

import collections
import os
import time

import pytest
import zmq
from jupyter_client.manager import start_new_kernel

from order.cells import deck
from order.client import Client
from order.wire import Wire

REQUESTS = int(os.environ.get("ORDER_REQUESTS", "10000"))
CLIENTS = 3
STALL = 30  # seconds without any message that count as a hang


@pytest.fixture
def kernel(kernel_name):
    manager, client = start_new_kernel(kernel_name=kernel_name)
    client.stop_channels()
    yield manager
    manager.shutdown_kernel()


def drive(clients, done):
    """Moves messages until done() holds, or until nothing has moved for STALL seconds."""
    poller = zmq.Poller()
    owner = {}
    for client in clients:
        for socket in client.handlers:
            poller.register(socket, zmq.POLLIN)
            owner[socket] = client
    last = time.monotonic()
    while not done():
        for client in clients:
            client.fill()
        ready = poller.poll(1000)
        for socket, _ in ready:
            owner[socket].receive(socket)
        now = time.monotonic()
        if ready:
            last = now
        elif now - last > STALL:
            waiting = [f"{r.client}/{r.number} {r.kind} {r.code!r}" for c in clients for r in c.outstanding.values()]
            running = {c.subscriber.running.code for c in clients if c.subscriber.running}
            pytest.fail(f"nothing has come for {STALL} s; running: {running}; waiting for replies: {waiting}")


@pytest.mark.timeout(900)
def test_every_message_of_every_request_is_in_its_place(kernel, capsys):
    info = kernel.get_connection_info()
    wire = Wire(info["key"])
    requests = {}
    context = zmq.Context()
    quota = [REQUESTS // CLIENTS + (i < REQUESTS % CLIENTS) for i in range(CLIENTS)]
    clients = [Client(i, context, info, wire, requests, deck(seed=i), quota[i]) for i in range(CLIENTS)]
    try:
        time.sleep(0.5)  # subscriptions need a moment to arrive; requests must not be sent before
        for client in clients:
            client.receive(client.sockets.iopub)
        begin = time.monotonic()
        drive(clients, lambda: all(c.finished() for c in clients) and all(c.subscriber.idle >= len(requests) for c in clients))
        elapsed = time.monotonic() - begin
        quiet = time.monotonic() + 1.5  # whatever comes too late has time to come
        drive(clients, lambda: time.monotonic() > quiet)
    finally:
        for client in clients:
            client.sockets.close()
        context.term()

    faults = [fault for client in clients for fault in (*client.faults, *client.subscriber.faults)]
    for client in clients:
        before = len(client.faults)
        client.check_replies()
        faults += client.faults[before:]
        if client.replies != len(client.statuses):
            faults.append(f"client {client.number}: {client.replies} replies for {len(client.statuses)} requests")
    with capsys.disabled():
        report(clients, requests, elapsed)
    assert not faults, f"{len(faults)} violations, the first of them:\n" + "\n".join(faults[:20])


def report(clients, requests, elapsed):
    kinds = collections.Counter(request.kind for request in requests.values())
    statuses = collections.Counter(status for client in clients for status in client.statuses.values())
    seen = sum(client.subscriber.messages for client in clients)
    print(f"\n{len(requests)} requests in {elapsed:.1f} s ({len(requests) / elapsed:.0f} a second), {seen} IOPub messages checked")
    print("kinds:", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    print("replies:", ", ".join(f"{status} {count}" for status, count in statuses.most_common()),
          "; busy repeated after an overtaking answer:", clients[0].subscriber.repeated_busy)
