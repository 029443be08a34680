"""A link reads only as it was made: for its purpose, under its key, unchanged."""

from __future__ import annotations

import pytest

from chassis.signed_links import Link, SignedLinks

LINK = Link("aurora-air", "0123456789abcdef" * 2)
LINKS = SignedLinks(bytes(32), "notices")


def test_a_link_reads_as_what_it_was_made_of() -> None:
    text = LINKS.make(LINK)

    assert LINKS.read(text) == LINK
    assert text.startswith("aurora-air_")


def test_a_link_of_another_purpose_or_key_does_not_read() -> None:
    text = LINKS.make(LINK)

    assert SignedLinks(bytes(32), "others").read(text) is None
    assert SignedLinks(b"k" * 32, "notices").read(text) is None


def test_no_character_of_a_link_can_be_changed() -> None:
    text = LINKS.make(LINK)

    for place in range(len(text)):
        for other in "a7-":
            if text[place] != other:
                assert LINKS.read(text[:place] + other + text[place + 1 :]) is None, (place, other)


@pytest.mark.parametrize("text", ["", "aurora-air", "aurora-air_", "_" + "a" * 52, "a_" + "a" * 53, "A_" + "a" * 52])
def test_what_has_not_the_shape_of_a_link_is_none(text: str) -> None:
    assert LINKS.read(text) is None


def test_another_brand_cannot_be_put_before_a_link() -> None:
    assert LINKS.read(LINKS.make(LINK).replace("aurora-air", "borealis")) is None


def test_the_id_of_a_link_is_a_derived_one() -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        LINKS.make(Link("aurora-air", "../other"))
