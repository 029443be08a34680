"""Cards: reviewed by somebody else, found by what they are about, and never against the guideline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.inbox.domain.card import (
    Card,
    CardText,
    OwnCard,
    contradiction,
    fit,
    published,
    retired,
    revised,
    telling_words,
)
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline import BlockedTerm
from services.inbox.domain.guideline_defaults import default_guideline
from services.inbox.domain.guideline_scope import Applies
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND

CONTENT = CardText("A suitcase that is late", "Ask for the number of the tag, then tell when it arrives.", ("baggage",))
CARD = Card(BRAND, "c1", CONTENT, "anna", NOON)


def test_somebody_else_publishes_and_other_words_are_reviewed_anew() -> None:
    with pytest.raises(OwnCard):
        published(CARD, "anna", NOON)
    shown = published(CARD, "bob", NOON)
    assert (shown.state, shown.reviewer, shown.version) == ("published", "bob", 2)
    with pytest.raises(StateNotAllowed):
        published(shown, "cleo", NOON)
    assert revised(shown, CONTENT, "bob") is shown
    other = revised(shown, replace(CONTENT, text="Ask for the tag."), "bob")
    assert (other.state, other.author, other.reviewer) == ("proposed", "bob", None)
    with pytest.raises(OwnCard):
        published(other, "bob", NOON)


def test_a_retired_card_is_shown_again_only_after_another_review() -> None:
    over = retired(CARD, "bob", "We have no tags any more", NOON)
    assert retired(over, "cleo", "Again", NOON) is over
    with pytest.raises(StateNotAllowed):
        published(over, "cleo", NOON)
    again = revised(over, CONTENT, "cleo")
    assert (again.state, again.reason, again.version) == ("proposed", None, 3)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CONTENT, 5),  # the topic, and `suitcase`
        (replace(CONTENT, topics=()), 0),  # one shared word is chance
        (replace(CONTENT, title="A suitcase that never arrived", topics=()), 2),
        (replace(CONTENT, channels=("email",)), 0),
        (replace(CONTENT, channels=("email", "x")), 5),
        (replace(CONTENT, language="nl"), 0),
        (replace(CONTENT, language="en-GB"), 5),
    ],
)
def test_what_fits_shares_a_topic_or_telling_words_and_is_for_the_channel_and_the_language(
    content: CardText, expected: int
) -> None:
    words = telling_words("Where is my suitcase? It has not arrived, and nobody tells me when.")
    assert fit(replace(CARD, content=content), ("baggage",), "x", "en", words) == expected


def test_words_that_every_text_has_tell_nothing_and_scripts_without_spaces_are_found_by_their_pairs() -> None:
    assert telling_words("Where is the bag that you lost") == ("where",)
    assert len(telling_words("行李箱")) == 2


def test_what_the_guideline_blocks_in_public_contradicts_whatever_is_asked_of_people() -> None:
    guideline = default_guideline()
    assert contradiction(CARD, guideline) is None
    soon = replace(guideline, blocked_terms=(BlockedTerm("the tag", "We have none"),))
    found = contradiction(CARD, soon)
    assert found is not None
    assert (found.code, found.rule) == ("blocked_term", "the tag")
    in_private = replace(
        guideline, blocked_terms=(BlockedTerm("the tag", "In private only", Applies(visibility="private")),)
    )
    assert contradiction(CARD, in_private) is None
    escalated = replace(guideline, without_acceptance="draft_only")
    assert contradiction(CARD, escalated) is None
