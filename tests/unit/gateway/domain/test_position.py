"""The resume position of a stream."""

import random

import pytest

from gateway.domain.position import BadPosition, decode, encode


def test_a_position_is_read_back_as_it_was_written() -> None:
    seeded = random.Random(7)
    for _ in range(200):
        offsets = [seeded.choice([0, 1, 127, 128, 300, 2**40, 2**63 - 1]) for _ in range(36)]
        assert decode(encode(offsets), 36) == offsets


def test_a_position_fits_an_url_and_a_header() -> None:
    text = encode([2**63 - 1] * 36)

    assert text.isascii()
    assert not set(text) & set("+/= \n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "AQ",
        "AQEB\n",
        "é",
        "_____w",
        "A" * 5000,
        encode([1, 2]),
        encode([1, 2, 3, 4]),
        "Av8B",
        "AYCA",
        "AQECg4AA",
        "AQECAw==",
    ],
)
def test_what_was_never_written_is_refused(text: str) -> None:
    with pytest.raises(BadPosition):
        decode(text, 3)


def test_an_offset_past_64_bits_is_refused() -> None:
    with pytest.raises(BadPosition):
        decode(encode([2**63]), 1)
