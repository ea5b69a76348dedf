"""What notebooks do with stream text."""


def carriage_returns(text):
    """What a terminal or notebook shows of text in which \\r goes back to the start of the line."""
    lines = []
    for line in text.split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part):]
        lines.append(shown)
    return "\n".join(lines)


def merge_streams(cell):
    """Joins neighbouring outputs of the same stream, as JupyterLab does."""
    merged = []
    for output in cell.get("outputs", []):
        last = merged[-1] if merged else None
        if last and last.output_type == output.output_type == "stream" and last.name == output.name:
            last.text += output.text
        else:
            merged.append(output)
    cell.outputs = merged
