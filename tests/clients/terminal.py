"""A program in a terminal whose screen can be read: what a person would see, not the bytes that drew it."""

import time

import pexpect
import pyte


class Terminal:
    """Wide and high enough that nothing scrolls away within a test."""

    def __init__(self, command, *arguments, rows=120, columns=120):
        self.screen = pyte.Screen(columns, rows)
        self.screen.write_process_input = lambda data: self.process.send(data)  # answers cursor position requests
        self.stream = pyte.Stream(self.screen)
        self.process = pexpect.spawn(command, list(arguments), encoding="utf-8", dimensions=(rows, columns))

    def read(self, seconds=0.05):
        """Draws what the program has written; False when the program has closed its terminal."""
        try:
            self.stream.feed(self.process.read_nonblocking(65536, timeout=seconds))
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            return False
        return True

    def lines(self):
        return [line.rstrip() for line in self.screen.display if line.strip()]

    def text(self):
        return "\n".join(self.lines())

    def wait(self, holds, what, seconds=20):
        """Reads until holds(lines) is true."""
        deadline = time.monotonic() + seconds
        while not holds(self.lines()):
            alive = self.read()
            if holds(self.lines()):
                return
            if not alive or time.monotonic() > deadline:
                reason = "the program ended" if not alive else f"{seconds} s passed"
                raise AssertionError(f"{reason} before the screen showed {what}; it shows:\n{self.text()}")

    def wait_for(self, text, seconds=20):
        self.wait(lambda lines: any(text in line for line in lines), repr(text), seconds)

    def wait_last(self, start, seconds=20):
        """Waits until the last line begins with start: a prompt that waits for input."""
        self.wait(lambda lines: bool(lines) and lines[-1].startswith(start), f"{start!r} as its last line", seconds)

    def wait_end(self, seconds=15):
        deadline = time.monotonic() + seconds
        while self.read():
            if time.monotonic() > deadline:
                raise AssertionError(f"the program did not end within {seconds} s; the screen shows:\n{self.text()}")

    def type(self, keys):
        self.process.send(keys)

    def close(self):
        self.process.close(force=True)
