"""Near-duplicates that say the same thing: how texts are compared, grouped, and when a group is a story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.crisis.domain.spread_counts import SpreadCounts, SpreadGain, SpreadKnown

EXAMPLE_MOST = 500
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
    """One message, cleaned, with the band keys of its MinHash signature; `lead`: its first line, if long.

    `author` is a hash of the contact. No `reach` or `language` where it is not known. `tone` is how it sounds by lists
    of words: negative, neutral, positive or unknown.
    """

    conversation: str
    message: str
    text: str
    cleaned: str
    bands: tuple[str, ...]
    reach: int | None
    at: datetime
    author: int
    channel: str
    language: str | None = None
    lead: str = ""
    tone: str = "unknown"


@dataclass(frozen=True, slots=True)
class Story:
    """A group of near-duplicates around its first message, with its first line where that says enough by itself.

    `found` once it was announced. `untold` are the messages of one that was not, to be told with the announcement.
    `begun_in` is the conversation of the first message; empty where it is not known, and where it was erased.
    `known` is what counting has to know of what is stored beside it; it is no part of what is stored.
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
    begun_in: str = ""
    known: SpreadKnown = SpreadKnown()


@dataclass(frozen=True, slots=True)
class CountedStory:
    """A story with what was counted of its spread."""

    story: Story
    spread: SpreadCounts


@dataclass(frozen=True, slots=True)
class Growth:
    """What a batch adds to one story; `is_new` when it began here, `announce` when it is a story from now on.

    `told` are the messages that the story's announcement, or its growth since, tells of; `kept` those it keeps untold.
    `joined` are the posts that were added, `gain` what they add to the counts of its spread.
    """

    story: Story
    messages: int
    reach: int
    is_new: bool
    announce: bool
    told: tuple[StoryMessage, ...] = ()
    kept: tuple[StoryMessage, ...] = ()
    joined: tuple[StoryPost, ...] = ()
    gain: SpreadGain | None = None


Similarity = Callable[[str, str], float]


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
    joined: dict[str, list[StoryPost]] = {}
    for story in candidates:
        stories[story.id] = before[story.id] = story
        for band in story.bands:
            by_band.setdefault(band, []).append(story.id)
    for post in posts:
        home = _home(post, stories, by_band, similarity)
        if home is None:
            story = _begun(post, new_id(post))
            stories[story.id] = story
            joined[story.id] = [post]
            for band in post.bands:
                by_band.setdefault(band, []).append(story.id)
            continue
        joined.setdefault(home.id, []).append(post)
        stories[home.id] = replace(
            home,
            messages=home.messages + 1,
            reach=home.reach + (post.reach or 0),
            last_at=max(home.last_at, post.at),
            untold=(*home.untold, _member(post)),
        )
    return _growths(stories, before, joined, story_messages)


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
    reach = post.reach or 0
    words = (example, post.cleaned, post.bands)
    return Story(id_, *words, 1, reach, post.at, post.at, lead=post.lead, untold=untold, begun_in=post.conversation)


def _member(post: StoryPost) -> StoryMessage:
    return StoryMessage(post.conversation, post.message, post.at)


def _likeness(post: StoryPost, story: Story, similarity: Similarity) -> float:
    """How alike the texts are, or their first lines where these are alike enough to say the same by themselves."""
    whole = similarity(post.cleaned, story.cleaned)
    if whole >= SAME or not (post.lead and story.lead):
        return whole
    lead = similarity(post.lead, story.lead)
    return lead if lead >= SAME_LEAD else whole


def _growths(
    stories: Mapping[str, Story],
    before: Mapping[str, Story],
    joined: Mapping[str, Sequence[StoryPost]],
    story_messages: int,
) -> list[Growth]:
    growths = []
    for id_, posts in joined.items():
        story, old = stories[id_], before.get(id_)
        announce = not story.found and story.messages >= story_messages
        reach = story.reach - (old.reach if old else 0)
        kept = story.untold[-len(posts) :]
        grown = Growth(story, len(posts), reach, old is None, announce, kept=kept, joined=tuple(posts))
        if story.found or announce:
            grown = replace(grown, story=replace(story, found=True, untold=()), told=story.untold, kept=())
        growths.append(grown)
    return growths
