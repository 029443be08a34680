"""Tells the new words of a mail from what came along: quoted history, signatures, disclaimers; in many languages.

One pass over the lines, so that no mail costs more than its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from channels.email.endings import RULE, SIGNATURE_LINES, is_of_a_card, without_ending
from channels.email.quoting_words import (
    ATTRIBUTION_VERBS,
    FORWARD_MARKS,
    FORWARD_PREFIXES,
    HEADER_LABELS,
    ORIGINAL_MARKS,
)

ATTRIBUTION_LINES = 3  # programs break the line above a quote once or twice
ATTRIBUTION_CHARACTERS = 300
LINES_LIMIT = 20_000  # more are more characters than a message keeps
HEADER_BLOCK_LINES = 8  # From, Sent, To, Cc, Subject and what is folded

_LABEL = re.compile(r"[ \t]*+\*?+([^\W\d_][^:\uff1a\n]{0,20}?)[ \t\xa0]*+\*?[:\uff1a]")
_MARKED = re.compile(r"[ \t]*+[-_=*]{2,}+[ \t]*+([^-_=*\n]{3,60})[-_=*:\uff1a \t]*+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a mail in two: `new` is what its writer says, `quoted` all else, in its order."""

    new: str
    quoted: str


@dataclass(slots=True)
class _Sorting:
    """The lines of a mail as they are told apart."""

    lines: list[str]
    new: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    at: int = 0

    def quote(self, count: int) -> None:
        self.quoted += self.lines[self.at : self.at + count]
        self.at += count


def told_apart(text: str, subject: str = "", *, passes_on: bool = False) -> Words:
    """Split a plain text. A mail that forwards another says what the other says, and one of quotes only is all new.

    `passes_on` is a mail that a machine made of what somebody said, as the form of a website does.
    """
    forwards = passes_on or subject.strip().lower().startswith(FORWARD_PREFIXES)
    sorting = _Sorting(text.split("\n", LINES_LIMIT)[:LINES_LIMIT])
    while sorting.at < len(sorting.lines):
        if not _take(sorting, forwards=forwards):
            break
    sorting.new += sorting.lines[sorting.at :]
    _set_aside_endings(sorting)
    new = "\n".join(sorting.new).strip()
    if not new:
        return Words(text.strip(), "")
    return Words(new, "\n".join(sorting.quoted).strip("\n"))


def _take(sorting: _Sorting, *, forwards: bool) -> bool:
    """Sort the next line, or those that belong together; False when all that is left is new."""
    line = sorting.lines[sorting.at]
    if _is_quoted(line):
        sorting.quote(1)
        return True
    mark = _mark(line)
    if mark in FORWARD_MARKS:
        return False
    if mark in ORIGINAL_MARKS or _begins_headers(sorting.lines, sorting.at):
        if forwards:
            return False
        sorting.quote(len(sorting.lines))
        return True
    height = _attribution_height(sorting.lines, sorting.at)
    if height:
        below = _next_written(sorting.lines, sorting.at + height)
        sorting.quote(height if below is not None and _is_quoted(below) else len(sorting.lines))
        return True
    if _is_signature_rule(line) and _set_aside_signature(sorting):
        return True
    sorting.new.append(line)
    sorting.at += 1
    return True


def _is_quoted(line: str) -> bool:
    return line.lstrip(" \t\xa0").startswith((">", "\uff1e"))


def _mark(line: str) -> str:
    """The words of a line such as `----- Original Message -----`, in lower case; of another line, what it says."""
    marked = _MARKED.fullmatch(line)
    return (marked.group(1) if marked else line).strip(" \t*:\uff1a").lower()[:60]


def _begins_headers(lines: list[str], at: int) -> bool:
    """Whether a copied head of a mail stands here: From, and soon below it Subject with Sent or To.

    From, To and Date alone are those of a journey.
    """
    if RULE.fullmatch(lines[at]):
        at = next((below for below in range(at + 1, min(at + 3, len(lines))) if lines[below].strip()), at)
    if _label(lines[at]) != "from":
        return False
    block = lines[at + 1 : at + HEADER_BLOCK_LINES]
    labels = {_label(line) for line in block}
    return "subject" in labels and not labels.isdisjoint(("sent", "to"))


def _label(line: str) -> str | None:
    """Which field of a head a line begins, in whichever language."""
    found = _LABEL.match(line[:64])
    return HEADER_LABELS.get(found.group(1).lower()) if found else None


def _attribution_height(lines: list[str], at: int) -> int:
    """How many lines from here say who wrote what is quoted below; 0 when they do not."""
    joined = ""
    for height in range(1, ATTRIBUTION_LINES + 1):
        if at + height > len(lines) or not lines[at + height - 1].strip() or _is_quoted(lines[at + height - 1]):
            return 0
        joined = f"{joined} {lines[at + height - 1].strip()}".strip()
        if len(joined) > ATTRIBUTION_CHARACTERS:
            return 0
        if joined.endswith((":", "\uff1a")):
            return height if _is_attribution(joined, lines, at + height) else 0
    return 0


def _is_attribution(joined: str, lines: list[str], below: int) -> bool:
    lowered = joined.lower()
    if any(verb in lowered for verb in ATTRIBUTION_VERBS):
        quoted_below = _is_quoted(_next_written(lines, below) or "")
        return quoted_below or (bool(_DIGIT.search(joined)) and ("<" in joined or "@" in joined or "," in joined))
    dated = bool(_DIGIT.search(joined)) and "@" in joined  # `2026年11月26日(木) 11:41 Care <care@…>:`
    return dated and _is_quoted(_next_written(lines, below) or "")


def _next_written(lines: list[str], at: int) -> str | None:
    for line in lines[at : at + 3]:
        if line.strip():
            return line
    return None


def _is_signature_rule(line: str) -> bool:
    return line.rstrip() in ("--", "\u2014")


def _set_aside_signature(sorting: _Sorting) -> bool:
    """Set a signature aside up to where history begins; False when it is none, since it is long or says other things.

    A rule without the space that makes it the standard one has only a card below it. Another rule ends it, so that each
    line is looked at for one signature.
    """
    end, written = sorting.at + 1, 0
    while (
        end < len(sorting.lines)
        and written <= SIGNATURE_LINES
        and not (
            _is_quoted(sorting.lines[end])
            or _is_signature_rule(sorting.lines[end])
            or _mark(sorting.lines[end]) in ORIGINAL_MARKS
            or _attribution_height(sorting.lines, end)
            or _begins_headers(sorting.lines, end)
        )
    ):
        written += bool(sorting.lines[end].strip())
        end += 1
    below = sorting.lines[sorting.at + 1 : end]
    if written > SIGNATURE_LINES or not (sorting.lines[sorting.at] == "-- " or all(map(is_of_a_card, below))):
        return False
    sorting.quote(end - sorting.at)
    return True


def _set_aside_endings(sorting: _Sorting) -> None:
    """Take device lines, disclaimers and cards off the end of the new words."""
    ending = without_ending(sorting.new)
    if ending is not None:
        sorting.new = ending[0]
        sorting.quoted = [*ending[1], *sorting.quoted]
