"""Decodes text as mail programs really label it: a label means its superset, as in the WHATWG Encoding Standard.

What no reading makes sense of stands as U+FFFD in the text; `garbled` says so.
"""

from __future__ import annotations

import codecs
import re

import webencodings

from channels.reading import whole_characters

REPLACEMENT = "\ufffd"

# The standard's names of encodings, with the codec of Python that takes what browsers take under that name.
_CODECS = {
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_2",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
# What mail has and the web has not: the standard lacks these labels or refuses them, since pages abused them.
_MAIL_ONLY = {
    "utf-7": "utf-7",
    "unicode-1-1-utf-7": "utf-7",
    "hz-gb-2312": "hz",
    "iso-2022-kr": "iso2022_kr",
    "iso-2022-jp-1": "iso2022_jp_2",
    "iso-2022-jp-2": "iso2022_jp_2",
    "iso-2022-jp-3": "iso2022_jp_2004",
    "iso-2022-jp-2004": "iso2022_jp_2004",
    "cp437": "cp437",
    "cp850": "cp850",
    "ibm850": "cp850",
    "cp858": "cp858",
    "johab": "johab",
}
_ANY_BYTE = "cp1252"
_JIS_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\([IJ]|\$\(D)")
_SUPERSETS = "muster-supersets"


def codec_of(label: str | None) -> str | None:
    """Python's codec for the label of a charset; None for one that nobody knows."""
    if label is None:
        return None
    cleaned = label.strip().strip("\"'").lower()
    if cleaned in _MAIL_ONLY:
        return _MAIL_ONLY[cleaned]
    known = webencodings.lookup(cleaned)
    if known is None or known.name in ("replacement", "x-user-defined"):
        return None
    return _CODECS.get(known.name) or str(known.codec_info.name)


def decoded(content: bytes, label: str | None) -> str:
    """The text of bytes that came under a label, or under none.

    The label is believed where the bytes fit it. UTF-8 is tried before the Western one-byte charsets, which fit
    anything, and after all others; escapes of ISO-2022-JP are recognised whatever the label is.
    """
    codec = codec_of(label)
    if _JIS_ESCAPES.search(content) and (codec is None or codec in ("utf-8", _ANY_BYTE, "ascii")):
        codec = "iso2022_jp_2"
    candidates = ["utf-8", _ANY_BYTE] if codec in (None, _ANY_BYTE) else [codec, "utf-8"]
    for candidate in candidates:
        try:
            text = content.decode(candidate, _SUPERSETS)
        except (UnicodeError, ValueError):
            continue
        return whole_characters(text)
    return whole_characters(content.decode(codec or "utf-8", "replace"))


def garbled(*texts: str) -> bool:
    """Whether characters of these texts could not be read."""
    return any(REPLACEMENT in text for text in texts)


def _superset_character(error: UnicodeError) -> tuple[str, int]:
    """What Python's codecs lack of the supersets: characters of vendors in Japanese, 0x80 in GBK, C1 in Windows-1252.

    Raises:
        UnicodeError: It is none of these.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start, found = error.start, error.object[error.start : error.start + 2]
    if error.encoding in ("gb18030", "big5hkscs") and found[:1] == b"\x80":
        return "€", start + 1
    if error.encoding in ("cp1252", "charmap"):
        return chr(found[0]), start + 1
    if error.encoding.startswith(("iso2022_jp", "euc_jp")) and len(found) == 2:
        lead, trail = found[0] & 0x7F, found[1] & 0x7F
        if 0x21 <= lead <= 0x7E and 0x21 <= trail <= 0x7E:
            return _shifted(lead, trail).decode("cp932"), start + 2
    raise error


def _shifted(row: int, cell: int) -> bytes:
    """The bytes in Shift_JIS of a character by its row and cell in JIS X 0208, both from 0x21 to 0x7E."""
    lead = ((row - 0x21) >> 1) + 0x81
    if lead > 0x9F:
        lead += 0x40
    if not row & 1:
        return bytes((lead, cell + 0x7E))
    return bytes((lead, cell + (0x1F if cell < 0x60 else 0x20)))


codecs.register_error(_SUPERSETS, _superset_character)
