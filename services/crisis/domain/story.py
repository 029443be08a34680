"""Near-duplicates that say the same thing: how texts are compared, grouped, and when a group is a story."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

IDEOGRAPHS = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SYLLABLES = "\u3041-\u30ff\uac00-\ud7a3"  # kana and Hangul
UNSPACED_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # Thai vowels and tones, which are no letters to `re`
_LINK = rf"(?:https?://|www\.)[^\s{IDEOGRAPHS}{SYLLABLES}\u0e00-\u0e7f]+"
NOISE = re.compile(rf"{_LINK}|[@#](?=\w)|\brt\b|[^\w\s{UNSPACED_MARKS}]|_", re.IGNORECASE)
MENTION = re.compile(r"@(?:[0-9A-Za-z_]+|\w+)")  # text without spaces may go on right behind a handle
DENSE = re.compile(rf"([{IDEOGRAPHS}])|([{SYLLABLES}])")
SHINGLE = 5  # characters; short social texts have too few words for word shingles (Leskovec, Rajaraman, Ullman, ch. 3)
DENSE_SHINGLE = 2  # signs of a script in which one sign says as much as two or three letters
SHORTEST = 20  # letters left after cleaning; "thanks!" from many people is no story
LETTERS_OF = (3.0, 1.5)  # letters that an ideograph, and a sign for a syllable, stand for
EXAMPLE_MOST = 500
COMPARED_MOST = 400  # characters compared, so that a long text costs no more
SAME = 0.7  # similarity from 0 to 1 that confirms a candidate
LEAD_LETTERS = 40  # letters of a first line that says enough by itself to be compared without what stands below
SAME_LEAD = 0.9  # similarity of first lines that confirms a candidate, whatever footers stand below


@dataclass(frozen=True, slots=True)
class StoryMessage:
    """A message of a story, and the conversation it stands in."""

    conversation: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryPost:
    """One message, cleaned, with the band keys of its MinHash signature; `lead`: its first line, if long."""

    conversation: str
    message: str
    text: str
    cleaned: str
    bands: tuple[str, ...]
    reach: int
    at: datetime
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A group of near-duplicates around its first message, with its first line where that says enough by itself.

    `found` once it was announced. `untold` are the messages of one that was not, to be told with the announcement.
    """

    id: str
    example: str
    cleaned: str
    bands: tuple[str, ...]
    messages: int
    reach: int
    first_at: datetime
    last_at: datetime
    found: bool = False
    lead: str = ""
    untold: tuple[StoryMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """What a batch adds to one story; `is_new` when it began here, `announce` when it is a story from now on.

    `told` are the messages that the story's announcement, or its growth since, tells of; `kept` those it keeps untold.
    """

    story: Story
    messages: int
    reach: int
    is_new: bool
    announce: bool
    told: tuple[StoryMessage, ...] = ()
    kept: tuple[StoryMessage, ...] = ()


Similarity = Callable[[str, str], float]


def cleaned(text: str) -> str:
    """The words people share: lower case, without links, mentions, marks and surplus spaces."""
    words = NOISE.sub(" ", MENTION.sub(" ", text)).lower().split()
    return " ".join(words)[:COMPARED_MOST]


def shingles(cleaned_text: str) -> list[str]:
    """The overlapping pieces a signature is made of; empty when the text is too short to mean the same by chance."""
    found = DENSE.findall(cleaned_text)
    ideographs = sum(1 for ideograph, _ in found if ideograph)
    letters = len(cleaned_text) - len(found)
    letters += int(LETTERS_OF[0] * ideographs + LETTERS_OF[1] * (len(found) - ideographs))
    if letters < SHORTEST:
        return []
    size = DENSE_SHINGLE if 2 * len(found) >= len(cleaned_text) else SHINGLE
    return [cleaned_text[start : start + size] for start in range(len(cleaned_text) - size + 1)]


def bands(signature: Sequence[int], rows: int) -> tuple[str, ...]:
    """Cut a signature into bands of `rows` numbers; two texts that share one are candidates."""
    return tuple(
        f"{start // rows}:" + "".join(f"{number:08x}" for number in signature[start : start + rows])
        for start in range(0, len(signature) - rows + 1, rows)
    )


def group(
    posts: Sequence[StoryPost],
    candidates: Iterable[Story],
    similarity: Similarity,
    new_id: Callable[[StoryPost], str],
    story_messages: int,
) -> list[Growth]:
    """Put posts into stories: candidates share a band, the most similar one above SAME wins, else a story begins.

    `candidates` are the stories that share a band with any of the posts. Compares each post with its candidates only.
    """
    stories: dict[str, Story] = {}
    by_band: dict[str, list[str]] = {}
    before: dict[str, Story] = {}
    for story in candidates:
        stories[story.id] = before[story.id] = story
        for band in story.bands:
            by_band.setdefault(band, []).append(story.id)
    for post in posts:
        home = _home(post, stories, by_band, similarity)
        if home is None:
            story = _begun(post, new_id(post))
            stories[story.id] = story
            for band in post.bands:
                by_band.setdefault(band, []).append(story.id)
            continue
        stories[home.id] = replace(
            home,
            messages=home.messages + 1,
            reach=home.reach + post.reach,
            last_at=max(home.last_at, post.at),
            untold=(*home.untold, _member(post)),
        )
    return _growths(stories, before, story_messages)


CANDIDATES_MOST = 8  # compared per post: a bound on the cost when very many stories share a band


def _home(
    post: StoryPost, stories: Mapping[str, Story], by_band: Mapping[str, list[str]], similarity: Similarity
) -> Story | None:
    candidates = dict.fromkeys(story for band in post.bands for story in by_band.get(band, ()))
    best, best_score = None, SAME
    for story_id in list(candidates)[:CANDIDATES_MOST]:
        score = _likeness(post, stories[story_id], similarity)
        if score >= best_score:
            best, best_score = stories[story_id], score
    return best


def _begun(post: StoryPost, id_: str) -> Story:
    example = post.text[:EXAMPLE_MOST]
    untold = (_member(post),)
    return Story(id_, example, post.cleaned, post.bands, 1, post.reach, post.at, post.at, lead=post.lead, untold=untold)


def _member(post: StoryPost) -> StoryMessage:
    return StoryMessage(post.conversation, post.message, post.at)


def _likeness(post: StoryPost, story: Story, similarity: Similarity) -> float:
    """How alike the texts are, or their first lines where these are alike enough to say the same by themselves."""
    whole = similarity(post.cleaned, story.cleaned)
    if whole >= SAME or not (post.lead and story.lead):
        return whole
    lead = similarity(post.lead, story.lead)
    return lead if lead >= SAME_LEAD else whole


def _growths(stories: Mapping[str, Story], before: Mapping[str, Story], story_messages: int) -> list[Growth]:
    growths = []
    for story in stories.values():
        old = before.get(story.id)
        added = story.messages - (old.messages if old else 0)
        if added == 0:
            continue
        announce = not story.found and story.messages >= story_messages
        reach = story.reach - (old.reach if old else 0)
        grown = Growth(story, added, reach, old is None, announce, kept=story.untold[-added:])
        if story.found or announce:
            grown = replace(grown, story=replace(story, found=True, untold=()), told=story.untold, kept=())
        growths.append(grown)
    return growths
