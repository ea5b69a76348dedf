"""The Jupyter wire protocol, as little of it as the order test needs; written apart from the kernel's own code."""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone

import zmq

DELIMITER = b"<IDS|MSG>"


@dataclass(slots=True)
class Message:
    msg_type: str
    msg_id: str
    parent_id: str | None
    parent_type: str | None
    content: dict


class Wire:
    """Signs and verifies messages with the key of one connection file."""

    def __init__(self, key):
        self.key = key if isinstance(key, bytes) else key.encode()

    def signature(self, frames):
        digest = hmac.new(self.key, digestmod=hashlib.sha256)
        for frame in frames:
            digest.update(frame)
        return digest.hexdigest().encode()

    def encode(self, session, msg_type, content, parent=None):
        header = {
            "msg_id": uuid.uuid4().hex,
            "session": session,
            "username": "order",
            "date": datetime.now(timezone.utc).isoformat().replace("+00:00", "Z"),
            "msg_type": msg_type,
            "version": "5.4",
        }
        frames = [json.dumps(part).encode() for part in (header, parent or {}, {}, content)]
        return header["msg_id"], [DELIMITER, self.signature(frames), *frames]

    def decode(self, frames):
        """The message in the frames; ValueError when its form or signature is wrong."""
        start = frames.index(DELIMITER) + 1
        signature, signed = frames[start], frames[start + 1:start + 5]
        if len(signed) != 4 or not hmac.compare_digest(signature, self.signature(signed)):
            raise ValueError(f"wrong signature or missing frames: {frames[:start + 2]!r}")
        header, parent, _, content = (json.loads(part) for part in signed)
        return Message(header["msg_type"], header["msg_id"], parent.get("msg_id"), parent.get("msg_type"), content), header


class Sockets:
    """One client's sockets, as a frontend has them: Shell and Stdin with the same identity."""

    def __init__(self, context, info):
        self.identity = uuid.uuid4().hex.encode()
        self.shell = self.connect(context, info, zmq.DEALER, "shell_port")
        self.control = self.connect(context, info, zmq.DEALER, "control_port")
        self.stdin = self.connect(context, info, zmq.DEALER, "stdin_port")
        self.iopub = self.connect(context, info, zmq.SUB, "iopub_port")

    def connect(self, context, info, kind, port):
        socket = context.socket(kind)
        socket.linger = 0
        socket.set_hwm(0)
        if kind == zmq.SUB:
            socket.subscribe(b"")
        else:
            socket.identity = self.identity
        socket.connect(f"{info['transport']}://{info['ip']}:{info[port]}")
        return socket

    def close(self):
        for socket in (self.shell, self.control, self.stdin, self.iopub):
            socket.close()
