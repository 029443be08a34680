"""The strict JSON reader: what it gives, what it refuses, and that no input makes it slow or overflow."""

from __future__ import annotations

import json

import pytest

from chassis.strictjson import MAX_DEPTH, NotStrictJson, loads, loads_digits
from tests.support.growth import DOUBLED, costs_at_most


def nested(depth: int, opening: str = "[", closing: str = "]") -> bytes:
    return (opening * depth + closing * depth).encode()


def test_ordinary_json_reads_as_the_standard_library_reads_it() -> None:
    raw = '{"a": [1, -2.5, true, null, "é\\u00e9\\n\\"\\\\"], "b": {"c": "😀", "d": "\\ud83d\\ude00"}}'.encode()
    assert loads(raw) == json.loads(raw)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b'{"a": 1,}', "not_json"),
        (b"{'a': 1}", "not_json"),
        (b'{"a": 1} {"b": 2}', "not_json"),
        (b'"a\nb"', "not_json"),
        (b'{"a": 1, "a": 2}', "duplicate_key"),
        (b'{"x": {"a": 1, "\\u0061": 2}}', "duplicate_key"),
        (b"NaN", "not_finite"),
        (b"[-Infinity]", "not_finite"),
        (b"[1e999]", "not_finite"),
        (b"9223372036854775808", "integer_too_big"),
        (b"-9223372036854775809", "integer_too_big"),
        (b"1" * 100_000, "integer_too_big"),
        (b'"a\\u0000b"', "nul"),
        (b'"a\x00b"', "nul"),
        (b'"\\ud800"', "lone_surrogate"),
        (b'"\\udc00\\ud800"', "lone_surrogate"),
        (b'"\\ud83d\\ude00\\ud83d"', "lone_surrogate"),
        (b'"\xff"', "invalid_utf8"),
        (b'"\xed\xa0\x80"', "invalid_utf8"),
        (b"\xef\xbb\xbf{}", "bom"),
        ("{}".encode("utf-16-le"), "nul"),
    ],
)
def test_what_is_doubtful_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(NotStrictJson) as refused:
        loads(raw)
    assert refused.value.reason == reason


def test_the_offset_counts_bytes() -> None:
    with pytest.raises(NotStrictJson) as refused:
        loads('{"é": ?}'.encode())
    assert refused.value.offset == 7


def test_the_largest_and_smallest_64_bit_integers_pass() -> None:
    assert loads(b"[9223372036854775807, -9223372036854775808]") == [2**63 - 1, -(2**63)]


def test_an_escaped_backslash_before_u0000_is_not_a_nul() -> None:
    assert loads(rb'"\\u0000 \\ud800"') == r"\u0000 \ud800"


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_depth_is_counted_exactly(opening: str, closing: str) -> None:
    levels = 2 if opening.startswith("[{") else 1
    inner = "1" if ":" in opening else ""
    allowed, refused_ = MAX_DEPTH // levels, MAX_DEPTH // levels + 1
    loads((opening * allowed + inner + closing * allowed).encode())
    with pytest.raises(NotStrictJson) as refused:
        loads((opening * refused_ + inner + closing * refused_).encode())
    assert refused.value.reason == "too_deep"


def test_brackets_inside_strings_hide_no_depth_and_make_none() -> None:
    hidden = '["]",' * 40 + "1" + "]" * 40
    with pytest.raises(NotStrictJson, match="too_deep"):
        loads(hidden.encode())
    assert loads(json.dumps(["[" * 100, '"[{\\"', "}]" * 50]).encode()) == ["[" * 100, '"[{\\"', "}]" * 50]
    assert loads(json.dumps(['\\"[' * 50, "\\", '"']).encode())[1:] == ["\\", '"']


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"a":' * 100_000, nested(100_000), nested(100_000, "[{", "}]")])
@pytest.mark.parametrize("reader", [loads, loads_digits])
def test_a_depth_of_a_hundred_thousand_is_refused_without_an_overflow(raw: bytes, reader: object) -> None:
    with pytest.raises(NotStrictJson):
        reader(raw)  # type: ignore[operator]  # one of the two readers


SHAPES = {
    "quotes": b'"' + b'\\"' * 125_000,
    "brackets": b"[]" * 125_000,
    "open": b'["' * 125_000,
    "backslashes": b"\\" * 250_000,
    "empty": b'""' * 125_000,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_megabyte_of_any_shape_is_refused_in_time_linear_to_it(shape: str) -> None:
    def refused(raw: bytes) -> bool:
        try:
            loads(raw)
        except NotStrictJson:
            return True
        return False

    assert refused(SHAPES[shape])
    assert costs_at_most(lambda: refused(SHAPES[shape] * 4), DOUBLED**2, lambda: refused(SHAPES[shape]))
