"""Checks IOPub as one subscriber sees it: for each request one Busy first, execute_input next, the expected outputs in
their order, one Idle last, and nothing afterwards."""

import base64

PNG = b"\x89PNG\r\n\x1a\n"


class Timeline:
    """What one subscriber has seen of one request."""

    __slots__ = ("request", "closed", "messages")

    def __init__(self, request):
        self.request = request
        self.closed = False
        self.messages = []

    def aborted(self):
        """An execution that never began, because one before it failed; its reply has to say so."""
        request = self.request
        return request.msg_type == "execute_request" and not request.silent and not self.messages


def outputs_of(messages):
    """Messages as the pairs of cells.py; neighbouring texts of one stream are one, however they were cut."""
    found = []
    for message in messages:
        content = message.content
        if message.msg_type == "stream":
            if found and found[-1][0] == content["name"]:
                found[-1] = (content["name"], found[-1][1] + content["text"])
            else:
                found.append((content["name"], content["text"]))
        elif message.msg_type in ("execute_result", "display_data"):
            data = content["data"]
            if "image/png" in data:
                good = base64.b64decode(data["image/png"]).startswith(PNG)
                found.append(("picture" if good else "broken picture", None))
            else:
                found.append(("value", data.get("text/plain")))
        elif message.msg_type == "error":
            found.append(("error", content["ename"], content["evalue"]))
        else:
            found.append((message.msg_type,))
    return found


def same(got, wanted):
    """Equal, where None in an expected error stands for any text."""
    return len(got) == len(wanted) and all(
        len(g) == len(w) and all(y is None or x == y for x, y in zip(g, w)) for g, w in zip(got, wanted))


def counts_up(text):
    """Whether text is 1, 2, 3 …, one a line, without a gap; an interrupt may cut its last line."""
    lines = text.split("\n")
    whole, rest = lines[:-1], lines[-1]
    return whole == [str(i) for i in range(1, len(whole) + 1)] and str(len(whole) + 1).startswith(rest)


class Subscriber:
    """Follows one IOPub socket. faults holds one sentence for each violation."""

    def __init__(self, name, requests):
        self.name = name
        self.requests = requests        # msg_id -> Request, of all clients
        self.timelines = {}
        self.running = None             # the execute_request between its Busy and its Idle
        self.last = None                # the message before
        self.began = {}                 # client -> number of its last execute_request that began
        self.count = 0                  # execution_count of the last execute_input
        self.idle = 0
        self.repeated_busy = 0
        self.messages = 0
        self.faults = []

    def fault(self, request, text):
        what = f"{request.kind} {request.client}/{request.number} {request.code!r}" if request else ""
        self.faults.append(f"{self.name}: {what}: {text}"[:1500])

    def take(self, message):
        self.messages += 1
        request = self.requests.get(message.parent_id)
        if message.parent_id is None:
            if message.msg_type not in ("iopub_welcome", "status"):
                self.fault(None, f"{message.msg_type} without a parent: {message.content}")
        elif request is None:
            self.fault(None, f"{message.msg_type} with an unknown parent of type {message.parent_type}")
        else:
            timeline = self.timelines.get(message.parent_id)
            if timeline is None:
                timeline = self.timelines[message.parent_id] = Timeline(request)
                self.first(timeline, message)
            else:
                self.next(timeline, message)
        self.last = message

    def first(self, timeline, message):
        request = timeline.request
        if message.msg_type != "status" or message.content["execution_state"] != "busy":
            self.fault(request, f"begins with {message.msg_type} {message.content}, not with busy")
        if request.msg_type != "execute_request":
            return
        if self.running:
            self.fault(request, f"began while {self.running.kind} {self.running.client}/{self.running.number} was running")
        self.running = request
        if request.number <= self.began.get(request.client, -1):
            self.fault(request, f"began after number {self.began[request.client]} of the same client")
        self.began[request.client] = request.number

    def next(self, timeline, message):
        request = timeline.request
        if timeline.closed:
            self.fault(request, f"{message.msg_type} {message.content} after idle")
        elif message.msg_type != "status":
            timeline.messages.append(message)
        elif message.content["execution_state"] == "idle":
            timeline.closed = True
            self.idle += 1
            if self.running is request:
                self.running = None
            self.check(timeline)
            # The outputs are checked; only whether there were any is still of use, to tell aborted requests.
            timeline.messages = timeline.messages[:1]
        elif message.content["execution_state"] == "busy" and self.overtaken():
            self.repeated_busy += 1
        else:
            self.fault(request, f"a second status {message.content}")

    def overtaken(self):
        """After a request that was answered while another ran, the kernel says once more that it is busy."""
        last = self.last
        return (last.msg_type == "status" and last.content["execution_state"] == "idle"
                and self.requests[last.parent_id].msg_type != "execute_request")

    def check(self, timeline):
        request, messages = timeline.request, timeline.messages
        if request.msg_type != "execute_request" or request.silent:
            if messages:
                self.fault(request, f"expected no output, got {outputs_of(messages)}")
            return
        if timeline.aborted():
            return
        head, messages = messages[0], messages[1:]
        if head.msg_type != "execute_input" or head.content["code"] != request.code:
            self.fault(request, f"expected its execute_input after busy, got {head.msg_type} {head.content}")
            return
        self.count += 1
        counts = {m.content["execution_count"] for m in messages if m.msg_type == "execute_result"} | {head.content["execution_count"]}
        if counts != {self.count}:
            self.fault(request, f"expected execution_count {self.count}, got {sorted(counts)}")
        self.check_outputs(request, messages)

    def check_outputs(self, request, messages):
        got = outputs_of(messages)
        if request.counting and got and got[0][0] == "stdout":
            if not counts_up(got[0][1]):
                self.fault(request, f"lost or mixed up output: {got[0][1]!r}")
            got = got[1:]
        if not same(got, request.outputs):
            self.fault(request, f"expected the outputs {request.outputs}, got {got}")
        results = [i for i, message in enumerate(messages) if message.msg_type == "execute_result"]
        if results and results[0] != len(messages) - 1:
            self.fault(request, "an execute_result is not the last output")
        if request.ends_with_value and not results:
            self.fault(request, "the value at the end of the cell is not an execute_result")
