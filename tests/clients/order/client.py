"""A client that keeps several requests on their way, answers prompts, interrupts endless cells and checks every reply."""

import zmq

from .timeline import Subscriber
from .wire import Sockets


class Client:
    def __init__(self, number, context, info, wire, requests, supply, quota, window=6):
        self.number = number
        self.wire = wire
        self.session = f"order-client-{number}"
        self.sockets = Sockets(context, info)
        self.requests = requests
        self.supply, self.quota, self.window = supply, quota, window
        self.subscriber = Subscriber(f"subscriber {number}", requests)
        self.sent = 0
        self.outstanding = {}           # msg_id -> Request: no reply yet
        self.statuses = {}              # msg_id -> status of the reply
        self.replies = 0
        self.handlers = {
            self.sockets.iopub: self.on_iopub, self.sockets.shell: self.on_reply,
            self.sockets.control: self.on_reply, self.sockets.stdin: self.on_stdin,
        }
        self.faults = []

    def fill(self):
        while self.sent < self.quota and len(self.outstanding) < self.window:
            request = next(self.supply)
            request.client, request.number = self.number, self.sent
            self.sent += 1
            self.send(self.sockets.shell, request)

    def send(self, socket, request):
        request.msg_id, frames = self.wire.encode(self.session, request.msg_type, request.body())
        self.requests[request.msg_id] = request
        self.outstanding[request.msg_id] = request
        socket.send_multipart(frames)

    def receive(self, socket):
        """Handles all that has arrived on the socket; True if there was anything."""
        got = False
        while True:
            try:
                frames = socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return got
            got = True
            message, header = self.wire.decode(frames)
            self.handlers[socket](message, header)

    def on_iopub(self, message, header):
        self.subscriber.take(message)
        if message.msg_type == "execute_input":
            request = self.requests.get(message.parent_id)
            if request and request.interrupt and request.client == self.number:
                self.interrupt()

    def interrupt(self):
        from .cells import Request

        self.send(self.sockets.control, Request(kind="interrupt_request", msg_type="interrupt_request", client=self.number))

    def on_stdin(self, message, header):
        request = self.requests.get(message.parent_id)
        if message.msg_type != "input_request" or request is None or not request.answer:
            self.faults.append(f"client {self.number}: unexpected {message.msg_type} {message.content} on stdin")
            return
        if message.content != {"prompt": "name? ", "password": False}:
            self.faults.append(f"client {self.number}: unexpected input_request {message.content}")
        _, frames = self.wire.encode(self.session, "input_reply", {"value": request.answer}, parent=header)
        self.sockets.stdin.send_multipart(frames)

    def on_reply(self, message, header):
        self.replies += 1
        request = self.outstanding.pop(message.parent_id, None)
        if request is None:
            self.faults.append(f"client {self.number}: {message.msg_type} {message.content} for nothing that waits for a reply")
            return
        if message.msg_type != request.msg_type.replace("_request", "_reply"):
            self.faults.append(f"client {self.number}: {request.msg_type} was answered with {message.msg_type}")
        self.statuses[message.parent_id] = message.content.get("status")

    def finished(self):
        return self.sent == self.quota and not self.outstanding

    def check_replies(self):
        """Each reply must say what the subscriber saw."""
        for msg_id, status in self.statuses.items():
            request = self.requests[msg_id]
            timeline = self.subscriber.timelines.get(msg_id)
            if timeline is None or not timeline.closed:
                self.faults.append(f"client {self.number}: {request.kind} {request.code!r} was answered but has no idle")
            elif request.msg_type == "execute_request":
                wanted = ["aborted"] if timeline.aborted() else [request.status]
                if request.silent:
                    wanted.append("aborted")  # IOPub does not tell
                if status not in wanted:
                    self.faults.append(f"client {self.number}: {request.kind} {request.code!r} was answered {status}, expected {wanted}")
