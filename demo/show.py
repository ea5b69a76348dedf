"""Shows notebook cells in a terminal: source, text, tables as text, pictures as files."""

import base64
import re
import struct
import sys

from streams import carriage_returns

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def png_size(data):
    """Width and height from the header of a PNG file."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("expected a PNG picture, got other data")
    return struct.unpack(">II", data[16:24])


class Terminal:
    """Prints cells; pictures go into the directory pictures. Colours only where a person reads them."""

    def __init__(self, pictures):
        self.pictures = pictures
        self.colour = sys.stdout.isatty()
        for old in pictures.glob("*.png"):
            old.unlink()

    def paint(self, text, code):
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def begin(self, kernel):
        print(self.paint(f"Executing demo.ipynb with the kernel {kernel}", "1"))

    def cell(self, cell):
        if cell.cell_type == "markdown":
            print("\n" + self.paint(cell.source, "1;34"))
            return
        print()
        for i, line in enumerate(cell.source.split("\n")):
            print(self.paint("> " if i == 0 else "+ ", "2") + self.paint(line, "36"))
        sys.stdout.flush()

    def outputs(self, cell):
        for number, output in enumerate(cell.get("outputs", []), 1):
            self.block(*self.render(cell, number, output))
        sys.stdout.flush()

    def render(self, cell, number, output):
        """A margin mark, the text to show and its colour."""
        if output.output_type == "stream":
            return ("│", carriage_returns(output.text), "33" if output.name == "stderr" else "0")
        if output.output_type == "error":
            text = "\n".join(output.traceback)
            return ("✗", text if self.colour else ANSI.sub("", text), "31")
        if "image/png" in output.data:
            data = base64.b64decode(output.data["image/png"])
            file = self.pictures / f"{cell.id}-{number}.png"
            file.write_bytes(data)
            width, height = png_size(data)
            return ("▣", f"picture {file.name}, {width} x {height} pixels, {len(data) / 1024:.0f} KiB", "35")
        others = sorted(set(output.data) - {"text/plain"})
        note = "" if not others else self.paint(f"\n(also as {', '.join(others)})", "2")
        return ("=", output.data.get("text/plain", "") + note, "0")

    def block(self, mark, text, code):
        for line in text.rstrip("\n").split("\n"):
            print(f"  {self.paint(mark, '2')} {self.paint(line, code) if code != '0' else line}")
