"""Near-duplicates are one story, and other texts are apart."""

from __future__ import annotations

from datetime import UTC, datetime

from services.crisis.adapters.minhash import RensaSigner
from services.crisis.domain.story import Story, StoryPost, bands, cleaned, group, shingles

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
SIGNER = RensaSigner()


def a_post(number: int, text: str) -> StoryPost:
    words = cleaned(text)
    return StoryPost(f"m{number}", text, words, bands(SIGNER.signature(shingles(words)), SIGNER.rows), 1, NOON)


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
