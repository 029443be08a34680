"""Criteria of a practice: what each kind holds an answer to."""

from __future__ import annotations

import pytest

from services.routing.domain.exercise import Criterion

TERMS = Criterion("c", "any_term", ("sorry", "café bar"))
LINK, OURS = Criterion("c", "link"), Criterion("c", "link", ("https://example.com/help",))
FIELDS = Criterion("c", "field", ("Order", "Name"))


@pytest.mark.parametrize(
    ("criterion", "answer", "met"),
    [
        (TERMS, "So SORRY!", True),
        (TERMS, "the Cafe Bar, then", True),
        (TERMS, "unsorry, sorrysome, and then", False),
        (TERMS, "sorrysome but sorry", True),
        (Criterion("c", "no_term", ("sorry",)), "We regret it", True),
        (Criterion("c", "no_term", ("sorry",)), "sorry", False),
        (Criterion("c", "no_term", ("sorry",)), "", False),
        (Criterion("c", "any_term", ("!",)), "Hi!", True),
        (Criterion("c", "min_words", words=3), "one two", False),
        (Criterion("c", "min_words", words=3), "one two  three", True),
        (Criterion("c", "max_words", words=2), "one two three", False),
        (Criterion("c", "max_words", words=2), "one two", True),
        (LINK, "see (HTTPS://example.com).", True),
        (LINK, "see example.com", False),
        (OURS, "see https://example.com/help/baggage", True),
        (OURS, "see https://example.org/help", False),
        (FIELDS, "order: 12\nNAME : Sam", True),
        (FIELDS, "order: \nname: Sam", False),
    ],
)
def test_what_an_answer_is_held_to(criterion: Criterion, answer: str, met: bool) -> None:
    assert criterion.met(answer) is met
