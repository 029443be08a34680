"""What changed between two texts: nothing is lost on either side."""

import random

import pytest

from services.inbox.domain.text_difference import WORDS_COMPARED, Span, text_difference


def test_words_are_compared_with_the_spaces_around_them() -> None:
    assert text_difference("We call you soon.", "We call you at noon.") == (
        Span("same", "We call you "),
        Span("removed", "soon."),
        Span("added", "at noon."),
    )
    assert text_difference("Same", "Same") == (Span("same", "Same"),)
    assert text_difference("", "New") == (Span("added", "New"),)


@pytest.mark.parametrize("seed", range(50))
def test_both_texts_can_be_put_together_again(seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311 - texts of a test
    before, after = ["".join(chosen.choices(["a ", "b", " \n", "ccc", "é"], k=chosen.randrange(30))) for _ in "12"]
    spans = text_difference(before, after)
    assert "".join(each.text for each in spans if each.kind != "added") == before
    assert "".join(each.text for each in spans if each.kind != "removed") == after


def test_texts_that_would_take_long_are_shown_as_one_for_the_other() -> None:
    before, after = "a " * (2 * WORDS_COMPARED), "b " * (2 * WORDS_COMPARED)
    assert text_difference(before, after) == (Span("removed", before), Span("added", after))
