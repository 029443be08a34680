"""Near-duplicates are one story, and other texts are apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.crisis.adapters.minhash import RensaSigner
from services.crisis.domain.story import Story, StoryPost, group
from services.crisis.domain.story_text import bands, cleaned, shingles

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
SIGNER = RensaSigner()


def a_post(number: int, text: str) -> StoryPost:
    words = cleaned(text)
    return StoryPost(
        f"c{number}",
        f"m{number}",
        text,
        words,
        bands(SIGNER.signature(shingles(words)), SIGNER.rows),
        1,
        NOON,
        number,
        "x",
    )


ASH = "All flights from Amsterdam are cancelled because of the ash and nobody at the desk tells us anything"


def grouped(texts: list[str], known: list[Story] | None = None) -> list[tuple[int, bool]]:
    posts = [a_post(number, text) for number, text in enumerate(texts)]
    growths = group(posts, known or [], SIGNER.similarity, lambda post: post.message, 3)
    return [(growth.story.messages, growth.announce) for growth in growths]


def test_retellings_of_one_text_are_one_story() -> None:
    assert grouped(
        [ASH, f"RT @someone {ASH}", f"{ASH.upper()} https://t.co/x", ASH.replace("Amsterdam", "Utrecht")]
    ) == [(4, True)]


def test_texts_about_other_things_are_apart() -> None:
    assert grouped([ASH, "My suitcase did not arrive in Rome, can you help me find it please?"]) == [
        (1, False),
        (1, False),
    ]


def test_short_thanks_are_no_story() -> None:
    assert shingles(cleaned("Thanks a lot!")) == []


def test_a_story_is_announced_once() -> None:
    first = a_post(0, ASH)
    known = Story("s", ASH, first.cleaned, first.bands, 7, 7, NOON, NOON, found=True)
    assert grouped([ASH, ASH], [known]) == [(9, False)]


def test_a_signature_is_the_same_in_every_process() -> None:
    assert list(RensaSigner().signature(shingles(cleaned(ASH)))) == list(SIGNER.signature(shingles(cleaned(ASH))))


UNSPACED = [
    "\u6211\u7684\u822a\u73ed\u88ab\u53d6\u6d88\u4e86\u6ca1\u6709\u4eba\u5e2e\u5fd9",
    "\u30d5\u30e9\u30a4\u30c8\u304c\u6b20\u822a\u306b\u306a\u3063\u3066\u8ab0\u3082\u52a9\u3051\u3066\u304f\u308c\u307e\u305b\u3093",
    "\u0e40\u0e17\u0e35\u0e48\u0e22\u0e27\u0e1a\u0e34\u0e19\u0e16\u0e39\u0e01\u0e22\u0e01\u0e40\u0e25\u0e34\u0e01\u0e44\u0e21\u0e48\u0e21\u0e35\u0e43\u0e04\u0e23\u0e0a\u0e48\u0e27\u0e22",
]


@pytest.mark.parametrize("text", UNSPACED)
def test_scripts_without_spaces_make_stories_too(text: str) -> None:
    retold = [text, f"@KLM{text}", f"{text}\u3002https://t.co/x", text[:-1]]
    assert grouped(retold) == [(4, True)]


def test_different_texts_without_spaces_are_apart_and_thanks_are_no_story() -> None:
    assert grouped(
        [UNSPACED[0], "\u6211\u7684\u884c\u674e\u6ca1\u6709\u5230\u7f57\u9a6c\u8bf7\u5e2e\u6211\u627e\u4e00\u4e0b"]
    ) == [(1, False), (1, False)]
    for thanks in (
        "\u8c22\u8c22\u4f60\u4eec",
        "\u3042\u308a\u304c\u3068\u3046\u3054\u3056\u3044\u307e\u3059",
        "\uac10\uc0ac\ud569\ub2c8\ub2e4",
    ):
        assert shingles(cleaned(thanks)) == []
