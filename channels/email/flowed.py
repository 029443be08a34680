"""Joins the lines that a mail program broke by itself (format=flowed, RFC 3676)."""

from __future__ import annotations

from email.message import Message


def unflowed(text: str, part: Message) -> str:
    """The text with its paragraphs whole, when the part says that it is flowed; else as it is."""
    if str(part.get_param("format") or "").lower() != "flowed":
        return text
    delete_space = str(part.get_param("delsp") or "").lower() == "yes"
    paragraphs: list[list[str]] = []
    open_depth: int | None = None  # of the paragraph that goes on, None when the last line ended it
    for line in text.split("\n"):
        depth, content = _unquoted(line)
        flows = content.endswith(" ") and content != "-- "
        piece = content[:-1] if flows and delete_space else content
        if open_depth == depth and content != "-- ":
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([f"{'>' * depth} {piece}" if depth else piece])
        open_depth = depth if flows else None
    return "\n".join(["".join(pieces) for pieces in paragraphs])


def _unquoted(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and what it says without marks and the one space that stuffs it."""
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")
