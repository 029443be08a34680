"""Which text a conversation gets, and who is left out."""

from dataclasses import replace

import pytest

from services.inbox.domain.conversation import Conversation
from services.inbox.domain.story_answer import AnswerVariant
from services.inbox.domain.story_answer_recipient import left_out
from tests.support.inbox.builders import NOON, a_conversation, minutes
from tests.support.inbox.story_answer_suite import ANSWER

VARIANTS = (AnswerVariant("en", "plain"), AnswerVariant("en", "short", "x"), AnswerVariant("pt-BR", "brasil"))


@pytest.mark.parametrize(
    ("language", "channel", "text"),
    [
        ("en", "x", "short"),
        ("en", "email", "plain"),
        ("en-GB", "email", "plain"),
        ("pt-BR", "x", "brasil"),
        ("pt", "x", None),
        ("nl", "x", None),
        (None, "x", None),
    ],
)
def test_the_text_is_that_of_channel_and_language_and_there_is_no_default(
    language: str | None, channel: str, text: str | None
) -> None:
    variant = replace(ANSWER, variants=VARIANTS).variant(language, channel)
    assert (variant and variant.text) == text


OPEN = a_conversation(unanswered_since=NOON)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (OPEN, None),
        (replace(OPEN, unanswered_since=NOON - minutes(5)), None),
        (replace(OPEN, unanswered_since=NOON + minutes(5)), "answered"),
        (replace(OPEN, unanswered_since=None), "answered"),
        (replace(OPEN, status="waiting"), "answered"),
        (replace(OPEN, status="resolved"), "resolved"),
        (replace(OPEN, standby=True), "standby"),
        (replace(OPEN, holder="anna"), "held"),
    ],
)
def test_who_was_answered_since_or_is_in_other_hands_is_left_out(state: Conversation, reason: str | None) -> None:
    assert left_out(state, NOON) == reason
