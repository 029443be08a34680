"""What a brand promises in public: never less than the median, never of a handful, in the reader's language."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from gateway.domain.response_badge import PHRASES, language_of, picture_of, shown_minutes, words_of


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0.0, 1), (60.0, 1), (61.0, 2), (200.0, 5), (301.0, 10), (1_800.0, 30), (2_701.0, 60), (3_601.0, 120)],
)
def test_a_promise_is_rounded_up(seconds: float, minutes: int) -> None:
    assert shown_minutes(seconds, 5) == minutes


def test_a_few_responses_or_a_day_and_more_promise_nothing() -> None:
    assert shown_minutes(60.0, 4) is None
    assert shown_minutes(None, 0) is None
    assert shown_minutes(86_400.0, 5) == 1_440
    assert shown_minutes(86_401.0, 5) is None


def test_it_is_said_in_the_language_asked_for_else_the_brand_s_else_english() -> None:
    assert language_of("nl-BE", ["de"]) == "nl"
    assert language_of("ja", ["ja", "de-CH", "fr"]) == "de"
    assert language_of(None, ["ja"]) == "en"


@pytest.mark.parametrize("language", sorted(PHRASES))
def test_each_language_has_words_for_one_for_many_and_for_none(language: str) -> None:
    said = [words_of(minutes, language) for minutes in (1, 10, 60, 180, None)]
    assert len(set(said)) == 5
    assert "10" in said[1]
    assert "3" in said[3]
    assert not any("{" in each for each in said)


def test_the_picture_is_xml_that_says_the_words() -> None:
    words = words_of(60, "it")
    picture = ElementTree.fromstring(picture_of(words, "it"))  # noqa: S314 - our own
    assert picture.attrib["aria-label"] == words
    assert [each.text for each in picture if each.text] == [words, words]
