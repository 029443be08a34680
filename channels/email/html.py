"""The text of HTML mail as a browser would take it, with what it quotes marked as plain text marks it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

HTML_TAGS_LIMIT = 10_000  # a newsletter has some thousand; nested ones cost a conforming parser the square of it
_HIDDEN = frozenset({"script", "style", "head", "title", "template", "-comment", "#comment"})
_BREAKS = frozenset(
    {"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr", "ul", "ol", "pre", "address"}
)
_QUOTES = "blockquote"
_SIGNATURES = ("gmail_signature", "moz-signature")
_BLANK_LINES = re.compile(r"(?<![ \t])[ \t]*+\n(?:[ \t]*+\n){2,}+")
_SPACES = re.compile(r"[ \t\xa0]+")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,8}=\s{0,8}[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_META_READ_BYTES = 1024


def charset_of(html: bytes) -> str | None:
    """The charset that HTML names in its own head, for a part whose header names none."""
    found = _META_CHARSET.search(html[:_META_READ_BYTES])
    return found.group(1).decode("ascii") if found else None


def unmarked_parts(parts: list[str]) -> tuple[list[str], bool]:
    """The text of each part, up to as many tags as are read of one mail, and whether there were more."""
    texts: list[str] = []
    left = HTML_TAGS_LIMIT
    for html in parts:
        pieces = html.split("<", left + 1)
        if len(pieces) > left + 1:
            texts.append(unmarked("<".join(pieces[: left + 1])))
            return texts, True
        left -= len(pieces) - 1
        texts.append(unmarked(html))
    return texts, False


def unmarked(html: str) -> str:
    """The text of HTML; blocks become lines, scripts, styles and comments go.

    Lines inside a block quote begin with `>`, and a signature that its program marks comes after the rule `-- `.
    """
    root = LexborHTMLParser(html).root
    lines = _Lines()
    waiting: list[tuple[LexborNode, int] | None] = [(root, 0)] if root is not None else []
    while waiting:
        entry = waiting.pop()
        if entry is None:  # the end of a block
            lines.end()
            continue
        node, depth = entry
        tag = node.tag
        if tag == "-text":
            lines.add(node.text_content or "", depth)
        elif tag not in _HIDDEN:
            if tag == "br":
                lines.break_()
            elif tag in _BREAKS:
                lines.end()
                waiting.append(None)
                if tag == "p":
                    lines.leave_blank()
            if _is_signature(node):
                lines.begin_signature()
            depth += tag == _QUOTES
            waiting += [(child, depth) for child in reversed(list(node.iter(include_text=True)))]
    return lines.text()


def _is_signature(node: LexborNode) -> bool:
    named = (node.attributes.get("class") or "").split()
    return any(signature in named for signature in _SIGNATURES)


class _Lines:
    """Lines under way; a line is quoted when its first words are."""

    __slots__ = ("_depth", "_line", "_lines")

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0

    def add(self, text: str, depth: int) -> None:
        """Add words to the line."""
        if not self._line:
            text = text.lstrip()
            self._depth = depth
        if text:
            self._line.append(text.replace("\r", "").replace("\n", " "))

    def break_(self) -> None:
        """End the line, also an empty one."""
        line = _SPACES.sub(" ", "".join(self._line)).strip()
        self._lines.append(f"{'>' * min(self._depth, 9)} {line}" if self._depth and line else line)
        self._line.clear()

    def end(self) -> None:
        """End the line if it has words."""
        if self._line:
            self.break_()

    def begin_signature(self) -> None:
        """Write the rule that stands above signatures."""
        self.end()
        self._lines.append("-- ")

    def leave_blank(self) -> None:
        """Leave a blank line between paragraphs."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def text(self) -> str:
        """All lines."""
        self.end()
        return _BLANK_LINES.sub("\n\n", "\n".join(self._lines)).strip()
