"""Finds what a person wrote in a MIME tree, and names its files: plain text first, else HTML without its markup."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from selectolax.lexbor import LexborHTMLParser

from channels.email.fields import readable, shown
from contracts.channel import Attachment

HTML_TAGS_LIMIT = 10_000  # a newsletter has some thousand; nested ones cost a conforming parser the square of it
PARTS_LIMIT = 100  # parts of one mail that are looked at; also bounds how deep they can be nested
_HIDDEN = ["script", "style", "head", "title", "template"]
_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr", "ul", "ol"})
_BLANK_LINES = re.compile(r"(?<![ \t])[ \t]*+\n(?:[ \t]*+\n){2,}+")
_SPACES = re.compile(r"[ \t\xa0]+")
_KINDS = {"image": "image", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True)
class Body:
    """The text and files of a mail; `prints` are hashes of the files, so that another file is another content.

    `cut` says that there was more HTML than is read.
    """

    text: str
    cut: bool
    attachments: tuple[Attachment, ...]
    prints: tuple[str, ...]


def body_of(mail: Message) -> Body:
    """Read every leaf once: inline text joins in order, everything else is a file."""
    plain: list[str] = []
    html: list[str] = []
    files: list[Attachment] = []
    prints: list[str] = []
    for leaf in _leaves(mail):
        kind = leaf.get_content_type()
        name = _file_name(leaf)
        if kind in ("text/plain", "text/html") and not name and leaf.get_content_disposition() != "attachment":
            (plain if kind == "text/plain" else html).append(readable(_content(leaf), _charset(leaf)))
            continue
        if kind.startswith("message/delivery-status"):
            continue
        main = _KINDS.get(leaf.get_content_maintype(), "file")
        files.append(Attachment.model_validate({"kind": main, "media_type": kind[:128], "name": name}))
        prints.append(hashlib.sha256(_content(leaf)).hexdigest())
    cut = False
    if not any(part.strip() for part in plain):
        plain, cut = _unmarked_parts(html)
    text = "\n".join(plain)
    return Body(text.replace("\r\n", "\n").strip(), cut, tuple(files[:100]), tuple(prints))


def _leaves(mail: Message) -> Iterator[Message]:
    """The leaves in order, without recursion; an enclosed message is one leaf, not looked into."""
    waiting: list[Message] = [mail]
    for _ in range(PARTS_LIMIT):
        if not waiting:
            return
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting.extend(sub for sub in reversed(inner) if isinstance(sub, Message))
        else:
            yield part


def _content(leaf: Message) -> bytes:
    try:
        payload = leaf.get_payload(decode=True)
    except (ValueError, LookupError, UnicodeError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    return leaf.as_bytes() if leaf.get_content_maintype() == "message" else b""


def _charset(leaf: Message) -> str | None:
    try:
        return leaf.get_content_charset()
    except (LookupError, UnicodeError, ValueError, TypeError):
        return None


def _file_name(leaf: Message) -> str | None:
    try:
        name = leaf.get_filename()
    except (LookupError, UnicodeError, ValueError, TypeError):
        return "unnamed"
    return shown(readable(str(name).encode("utf-8", "surrogateescape"), None))[:256] or None if name else None


def _unmarked_parts(parts: list[str]) -> tuple[list[str], bool]:
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
    """The text of HTML as a browser would take it; blocks become lines, scripts and styles go."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(_HIDDEN)
    texts: list[str] = []
    for node in tree.root.traverse(include_text=True) if tree.root else ():
        if node.tag in _BREAKS:
            texts.append("\n")
        elif node.tag == "-text":
            texts.append(node.text_content.replace("\r", "").replace("\n", " ") if node.text_content else "")
    return _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", "".join(texts))).strip()
