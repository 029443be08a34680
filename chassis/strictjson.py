"""The one strict JSON reader of the edge: what is ambiguous or dangerous is refused with a reason and a place.

Two readers share the checks. `loads` is for JSON of our callers: everything doubtful is refused. `loads_digits` is for
what a platform relays from strangers: every number stays the text it was (ids past 2^53 keep all their digits), and
broken characters inside strings are left to the reader, so that one odd message cannot spoil the batch it came in.

All checks over the bytes run in C and in time linear to the input, so no input can make them slow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

MAX_DEPTH = 32  # levels of arrays and objects; no payload seen from any platform nests deeper than 14
_MAX_INTEGER_CHARACTERS = 20  # "-9223372036854775808"; longer ones are refused before they are converted
_SIGNED_64 = 2**63

_BOM = b"\xef\xbb\xbf"
_ALL_BUT_STRUCTURE = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_ONE_KIND_OF_BRACKET = bytes.maketrans(b"{}", b"[]")
_QUOTED = re.compile(rb'"[^"]*+"?')
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_PAIR_LENGTH = 12


class NotStrictJson(ValueError):
    """The bytes are refused. `reason` is a code; `offset` is its byte, if the parser reports one. Holds no content."""

    def __init__(self, reason: str, offset: int | None = None) -> None:
        """Store the code (`not_json`, `duplicate_key`, …) and the byte offset."""
        super().__init__(reason if offset is None else f"{reason} at byte {offset}")
        self.reason = reason
        self.offset = offset


def loads(raw: bytes) -> Any:  # noqa: ANN401 - JSON is any of its types
    """Read JSON strictly; numbers become int (64 bits, signed) and finite float.

    Raises:
        NotStrictJson: `bom`, `invalid_utf8`, `nul`, `lone_surrogate`, `too_deep`, `duplicate_key`, `integer_too_big`,
            `not_finite` or `not_json`.
    """
    escaped = raw.replace(b"\\\\", b"__") if b"\\" in raw else b""
    _check_characters(raw, escaped)
    return _read(raw, escaped, _STRICT)


def loads_digits(raw: bytes) -> Any:  # noqa: ANN401 - JSON is any of its types
    """Read a platform's JSON; every number is the text that was written, strings may hold NUL and lone surrogates.

    Raises:
        NotStrictJson: `bom`, `invalid_utf8`, `too_deep`, `duplicate_key`, `not_finite` or `not_json`.
    """
    return _read(raw, raw.replace(b"\\\\", b"__") if b"\\" in raw else b"", _DIGITS)


def _read(raw: bytes, escaped: bytes, decoder: json.JSONDecoder) -> Any:  # noqa: ANN401 - JSON is any of its types
    if raw.startswith(_BOM):
        raise NotStrictJson("bom", 0)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise NotStrictJson("invalid_utf8", error.start) from None
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH:
        _check_depth(escaped.replace(b'\\"', b"__") if escaped else raw)
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        raise NotStrictJson("not_json", len(text[: error.pos].encode())) from None
    except RecursionError:  # brackets that never close: not caught by the depth check, which counts pairs
        raise NotStrictJson("too_deep") from None


def _check_characters(raw: bytes, escaped: bytes) -> None:
    nul = raw.find(b"\x00")
    if nul < 0 and escaped:
        nul = escaped.find(b"\\u0000")
    if nul >= 0:
        raise NotStrictJson("nul", nul)
    if escaped and _ESCAPED_SURROGATE.search(escaped):
        lone = _ESCAPED_SURROGATE.search(_SURROGATE_PAIR.sub(b"_" * _PAIR_LENGTH, escaped))
        if lone:
            raise NotStrictJson("lone_surrogate", lone.start())


def _check_depth(unescaped: bytes) -> None:
    """Refuse more than MAX_DEPTH levels: each round takes away the innermost pairs, so the rounds are the depth.

    `unescaped` has no escaped quotes any more, so quotes open and close strings in turn, and two quotes that touch can
    go without changing what is inside a string and what is not.
    """
    structure = unescaped.translate(None, _ALL_BUT_STRUCTURE).replace(b'""', b"")
    if b'"' in structure:
        structure = _QUOTED.sub(b"", structure)
    left = structure.translate(_ONE_KIND_OF_BRACKET)
    for _ in range(MAX_DEPTH):
        if not left:
            return
        left = left.replace(b"[]", b"")
    if b"[]" in left:
        raise NotStrictJson("too_deep")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NotStrictJson("duplicate_key")
    return fields


def _integer(digits: str) -> int:
    if len(digits) <= _MAX_INTEGER_CHARACTERS:
        number = int(digits)
        if -_SIGNED_64 <= number < _SIGNED_64:
            return number
    raise NotStrictJson("integer_too_big")


def _finite(digits: str) -> float:
    number = float(digits)
    if number - number != 0.0:  # 1e999 is written as a number and read as infinity
        raise NotStrictJson("not_finite")
    return number


def _constant(_name: str) -> NoReturn:
    raise NotStrictJson("not_finite")


def _decoder(parse_int: Callable[[str], Any], parse_float: Callable[[str], Any]) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_int=parse_int, parse_float=parse_float, parse_constant=_constant
    )


_STRICT = _decoder(_integer, _finite)
_DIGITS = _decoder(str, str)
