"""The kinds of requests in the mix, each with the outputs that it must have, in order.

An expected output is a pair: ("stdout", text), ("stderr", text), ("value", text), ("picture", None), ("error", ename, evalue).
"""

import random
from dataclasses import dataclass, field


@dataclass(slots=True)
class Request:
    msg_type: str = "execute_request"
    kind: str = ""
    code: str = ""
    outputs: list = field(default_factory=list)
    status: str = "ok"
    ends_with_value: bool = False   # then the last output must be the execute_result
    interrupt: bool = False         # endless: ends only when its sender interrupts it
    counting: bool = False          # endless output 1, 2, 3 …; must be without gaps as far as it goes
    answer: str = ""                # what its sender types at the prompt
    silent: bool = False
    stop_on_error: bool = False
    content: dict = field(default_factory=dict)  # of requests other than execute_request
    # filled in by the sender
    client: int = -1
    number: int = -1
    msg_id: str = ""

    def body(self):
        if self.msg_type != "execute_request":
            return self.content
        return {
            "code": self.code, "silent": self.silent, "store_history": not self.silent, "user_expressions": {},
            "allow_stdin": bool(self.answer), "stop_on_error": self.stop_on_error,
        }


def result(rng):
    a, b = rng.randrange(1000), rng.randrange(1000)
    return Request(kind="result", code=f"{a} + {b}", outputs=[("value", f"[1] {a + b}")], ends_with_value=True)


def assignment(rng):
    return Request(kind="assignment", code=f"order_x <- {rng.randrange(1000)}L")


def lines(rng, most=30):
    n = rng.randint(1, most)
    text = "".join(f"line {i}\n" for i in range(1, n + 1))
    return Request(kind="lines", code=f'for (i in 1:{n}) cat("line", paste0(i, "\\n"))', outputs=[("stdout", text)])


def flood(rng):
    request = lines(rng, 20000)
    request.kind = "flood"
    return request


def joined(outputs):
    """Neighbouring texts of one stream as one, which is how the checker sees them."""
    merged = []
    for output in outputs:
        if merged and output[0] == merged[-1][0] and output[0] in ("stdout", "stderr"):
            merged[-1] = (output[0], merged[-1][1] + output[1])
        else:
            merged.append(output)
    return merged


def mixture(rng):
    """Top-level expressions that write to stdout, to stderr, or have a value, numbered through."""
    code, outputs, count = [], [], rng.randint(3, 12)
    for i in range(1, count + 1):
        what = rng.choice(["stdout", "stderr", "value"])
        if what == "stdout":
            code.append(f'cat("step {i}\\n")')
            outputs.append(("stdout", f"step {i}\n"))
        elif what == "stderr":
            code.append(f'message("step {i}")')
            outputs.append(("stderr", f"step {i}\n"))
        else:
            code.append(f"{i}L")
            outputs.append(("value", f"[1] {i}"))
    return Request(kind="mixture", code=rng.choice(["\n", "; "]).join(code), outputs=joined(outputs),
                   ends_with_value=outputs[-1][0] == "value")


def alternation(rng):
    """The two streams in turn within one expression."""
    n = rng.randint(1, 10)
    outputs = [pair for i in range(1, n + 1) for pair in (("stdout", f"out {i}\n"), ("stderr", f"err {i}\n"))]
    return Request(kind="alternation", outputs=outputs,
                   code=f'for (i in 1:{n}) {{ cat(sprintf("out %d\\n", i)); cat(sprintf("err %d\\n", i), file = stderr()) }}')


def error(rng):
    i = rng.randrange(10**6)
    return Request(kind="error", code=f'cat("before\\n"); stop("failure {i}"); cat("after\\n")', status="error",
                   outputs=[("stdout", "before\n"), ("error", "simpleError", f"failure {i}")], stop_on_error=rng.random() < 0.02)


def syntax_error(rng):
    return Request(kind="syntax error", code='cat("never\\n"); 1 2', status="error", outputs=[("error", None, None)])


def child(rng):
    n = rng.randint(1, 5)
    text = "".join(f"child {i}\n" for i in range(1, n + 1))
    code = f'cat("R first\\n"); order_s <- system("for i in $(seq {n}); do echo child $i; done"); cat("R last", order_s, "\\n")'
    return Request(kind="child", code=code, outputs=[("stdout", "R first\n" + text + "R last 0 \n")])


def plot(rng):
    return Request(kind="plot", code='cat("before\\n")\nplot(1:3)\ncat("after\\n")',
                   outputs=[("stdout", "before\n"), ("picture", None), ("stdout", "after\n")])


def question(rng):
    answer = f"answer {rng.randrange(10**6)} ü"
    return Request(kind="question", code='cat("ask\\n"); order_a <- readline("name? "); cat("got ", order_a, "\\n", sep = "")',
                   answer=answer, outputs=[("stdout", f"ask\ngot {answer}\n")])


def endless(rng):
    code, counting = rng.choice([
        ("Sys.sleep(600)", False),
        ("repeat {}", False),
        ('system("sleep 600")', False),
        ('i <- 0L; repeat { i <- i + 1L; cat(sprintf("%d\\n", i)); if (i %% 50L == 0L) Sys.sleep(0.001) }', True),
    ])
    return Request(kind="interrupt", code=code, interrupt=True, counting=counting, status="error", outputs=[("error", "interrupt", None)])


def silent(rng):
    return Request(kind="silent", code='cat("never seen\\n"); 1', silent=True)


def introspection(rng):
    msg_type, content = rng.choice([
        ("complete_request", {"code": "Sys.ti", "cursor_pos": 6}),
        ("is_complete_request", {"code": "f(1,"}),
        ("inspect_request", {"code": "mean", "cursor_pos": 4, "detail_level": 0}),
        ("kernel_info_request", {}),
        ("history_request", {"hist_access_type": "tail", "n": 3, "raw": True, "output": False}),
    ])
    return Request(kind="introspection", msg_type=msg_type, content=content)


MIX = [
    (result, 240), (assignment, 40), (lines, 150), (mixture, 150), (alternation, 60), (error, 90), (syntax_error, 10), (child, 40),
    (plot, 30), (question, 50), (endless, 20), (silent, 30), (introspection, 80), (flood, 4),
]


def deck(seed):
    """An endless, reproducible supply of requests."""
    rng = random.Random(seed)
    makers, weights = zip(*MIX)
    while True:
        yield rng.choices(makers, weights)[0](rng)
