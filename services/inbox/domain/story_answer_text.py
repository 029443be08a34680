"""The fields in the text of a story answer: `{contact_name|there}` is the contact's name, or `there`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

BRACED = re.compile(r"\{([^{}]*)\}")
HANDLE = re.compile(r"@?[A-Za-z0-9_]{1,30}")
NAME_MOST = 40  # characters; a longer one is no name one is called by
FIELDS = ("contact_name", "contact_handle")
FAULTS = {
    "unknown_field": f"has a field that is none of {', '.join(FIELDS)}",
    "no_default": "has a field without a default, such as {contact_name|there}",
    "malformed_field": "has a brace that belongs to no field",
}
"""What can be wrong with the fields of a text, by code."""


def fault_of(text: str) -> str | None:
    """The code of what is wrong with the fields of a text, or None."""
    for match in BRACED.finditer(text):
        name, _, default = match[1].partition("|")
        if name not in FIELDS:
            return "unknown_field"
        if not default.strip():
            return "no_default"
    return "malformed_field" if set("{}") & set(BRACED.sub("", text)) else None


def rendered(text: str, name: str | None, handle: str | None) -> str:
    """The text for one contact; what they call themselves is used only where it can be nothing but a name."""
    known = {"contact_name": name if _is_name(name) else None, "contact_handle": handle if _is_handle(handle) else None}
    return BRACED.sub(lambda match: _filled(match[1], known), text)


def _filled(field: str, known: Mapping[str, str | None]) -> str:
    name, _, default = field.partition("|")
    return known[name] or default


def _is_name(text: str | None) -> bool:
    """Whether it is letters with the marks of names; a dot before a letter would make a link."""
    if not text or len(text) > NAME_MOST or not text.strip():
        return False
    linked = any(left == "." and right != " " for left, right in zip(text, text[1:], strict=False))
    return not linked and all(each in " .'’-" or unicodedata.category(each)[0] in "LM" for each in text)


def _is_handle(text: str | None) -> bool:
    return text is not None and HANDLE.fullmatch(text) is not None
