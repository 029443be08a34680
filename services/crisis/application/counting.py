"""Messages are counted into buckets and grouped into stories, once each: load a batch's state, decide, commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from chassis.clock import Clock
from contracts.ids import derived_id
from services.crisis.application.ports import CountDecision, CountLedger, Signer, TopicPartition
from services.crisis.domain.boilerplate import BlockUse, Sighting, laid_out, own_words, sightings, used
from services.crisis.domain.copies import copies_in
from services.crisis.domain.spread_gain import spread_gain
from services.crisis.domain.story import LEAD_LETTERS, Growth, Story, StoryPost, group
from services.crisis.domain.story_erasure import Erased, all_without, standing
from services.crisis.domain.story_tally import count_stories
from services.crisis.domain.story_text import bands, cleaned, shingles
from services.crisis.domain.tally import InboundMessage, tally
from services.crisis.domain.watch import Progress
from services.crisis.events import Draft, story_found, story_grew
from services.crisis.settings import CrisisSettings

MEMBERS_MOST = 500  # of one event, which its contract names too
AUTHOR_DIGITS = 15  # hexadecimal ones, of a hash: what fits into a number of the store


@dataclass(frozen=True, slots=True)
class Received:
    """An inbound message and where it stood in the log."""

    partition: TopicPartition
    offset: int
    message: InboundMessage


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as read: messages that count, the offset after the last record of each partition, what is erased."""

    received: Sequence[Received]
    ends: Mapping[TopicPartition, int]
    erased: Erased = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountState:
    """The state before a batch: offsets, its messages that were not counted yet, their posts, stories by brand.

    `blocks` are the uses of text blocks that this batch changes.
    """

    offsets: Mapping[TopicPartition, int]
    fresh: Sequence[Received]
    posts: Mapping[str, Sequence[StoryPost]]
    stories: Mapping[str, Sequence[Story]]
    blocks: Mapping[str, Mapping[str, BlockUse]]


class CountMessages:
    """Counts batches; a replay of one changes nothing."""

    def __init__(self, ledger: CountLedger, signer: Signer, clock: Clock, settings: CrisisSettings) -> None:
        self._ledger = ledger
        self._signer = signer
        self._clock = clock
        self._settings = settings
        self._watched: set[str] = set()

    async def __call__(self, batch: Batch) -> None:
        """Count a batch in one commit.

        Raises:
            Fenced, VersionConflict: Another process counted part of it first; read again.
        """
        await self.commit(self.decide(await self.load(batch), batch))

    async def load(self, batch: Batch) -> CountState:
        """Read the state a batch depends on: four reads, whatever its size."""
        offsets = await self._ledger.offsets(batch.ends)
        candidates = {
            (each.message.brand, each.message.event): each
            for each in batch.received
            if each.offset >= offsets.get(each.partition, 0)
        }
        seen = set(await self._ledger.seen(candidates))
        fresh = [each for key, each in candidates.items() if key not in seen]
        compared = standing((each.message for each in fresh), batch.erased)  # the others count, and join no story
        posts, blocks = await self._posts(compared[: self._settings.story_posts_per_batch])
        bands_by_brand = {brand: {band for post in its for band in post.bands} for brand, its in posts.items()}
        stories = all_without(await self._ledger.stories(bands_by_brand), batch.erased)
        return CountState(offsets, fresh, posts, stories, blocks)

    def decide(self, state: CountState, batch: Batch) -> CountDecision:
        """Decide what a batch changes."""
        moves = {
            place: (state.offsets.get(place), end)
            for place, end in batch.ends.items()
            if end > state.offsets.get(place, 0)
        }
        growths = {brand: self._growths(brand, its, state.stories.get(brand, ())) for brand, its in state.posts.items()}
        copies = {(brand, message) for brand, grown in growths.items() for message in copies_in(grown)}
        counts = tally((each.message for each in state.fresh), self._settings.bucket_seconds, copies)
        count_stories(counts, growths, self._settings.bucket_seconds, copies)
        return CountDecision(
            at=self._clock.now(),
            moves=moves,
            lane=str(min((partition for _, partition in moves), default=0)),
            counts=counts,
            seen=[(each.message.brand, each.message.event) for each in state.fresh],
            growths=growths,
            blocks=state.blocks,
            events=[
                draft.after(growth.story.id, brand, self._clock.now_of(brand))
                for brand, grown in growths.items()
                for growth in grown
                for draft in _news(growth)
            ],
            erased=batch.erased,
            watched={brand for brand, _ in counts} - self._watched,
            progress=_progress(state.fresh, self._clock),
        )

    async def commit(self, decision: CountDecision) -> None:
        """Write a decision; one that reads nothing new is not written."""
        if decision.moves:
            await self._ledger.commit(decision)
            self._watched.update(decision.watched)

    async def _posts(
        self, messages: Sequence[InboundMessage]
    ) -> tuple[dict[str, list[StoryPost]], dict[str, dict[str, BlockUse]]]:
        """The posts by brand without their boilerplate, and the uses of blocks that these messages changed."""
        layouts = [laid_out(message.text, cleaned) for message in messages]
        seen: dict[str, list[Sighting]] = defaultdict(list)
        for message, layout in zip(messages, layouts, strict=True):
            seen[message.brand] += sightings(layout, message.contact, derived_id)
        wanted = {brand: {each.block for each in its} for brand, its in seen.items() if its}
        known = await self._ledger.blocks(wanted) if wanted else {}
        changed = {brand: used(known.get(brand, {}), seen[brand]) for brand in wanted}
        posts: dict[str, list[StoryPost]] = defaultdict(list)
        for message, layout in zip(messages, layouts, strict=True):
            uses = {**known.get(message.brand, {}), **changed.get(message.brand, {})}
            boilerplate = {block for block, use in uses.items() if use.is_boilerplate}
            own = own_words(layout, boilerplate, derived_id)
            opening = "" if derived_id(layout.opening) in boilerplate else layout.opening
            if (post := self._post(message, own, opening)) is not None:
                posts[message.brand].append(post)
        return posts, changed

    def _post(self, message: InboundMessage, own: str, opening: str) -> StoryPost | None:
        text = cleaned(own)
        if not (pieces := shingles(text)):
            return None
        keys = bands(self._signer.signature(pieces), self._signer.rows)
        lead = opening if len(opening) >= LEAD_LETTERS else ""
        if lead and lead != text:
            keys += bands(self._signer.signature(shingles(lead)), self._signer.rows)
        return StoryPost(
            message.conversation,
            message.message,
            own,
            text,
            keys,
            message.reach,
            message.at,
            author=int(derived_id("author", message.contact)[:AUTHOR_DIGITS], 16),
            channel=message.channel,
            language=message.language,
            lead=lead,
            tone=message.sentiment,
        )

    def _growths(self, brand: str, posts: Sequence[StoryPost], stories: Sequence[Story]) -> list[Growth]:
        now, slot_seconds = self._clock.now_of(brand), self._settings.story_slot_seconds()
        before = {story.id: story for story in stories}
        similarity, enough = self._signer.similarity, self._settings.story_messages
        grown = group(posts, stories, similarity, lambda post: derived_id("story", post.message), enough)
        return [
            replace(each, gain=spread_gain(each.joined, before.get(each.story.id), now, slot_seconds)) for each in grown
        ]


def _news(growth: Growth) -> list[Draft]:
    """What is told of a story that has grown: that it was found, then who joined it."""
    found = [story_found(growth.story)] if growth.announce else []
    parts = [growth.told[first : first + MEMBERS_MOST] for first in range(0, len(growth.told), MEMBERS_MOST)]
    sizes = accumulate(map(len, parts), initial=growth.story.messages - len(growth.told))
    next(sizes)
    return [*found, *(story_grew(growth.story, part, size) for part, size in zip(parts, sizes, strict=True))]


def _progress(fresh: Sequence[Received], clock: Clock) -> dict[str, dict[int, Progress]]:
    """The progress of each partition by brand: its last message."""
    progress: dict[str, dict[int, Progress]] = defaultdict(dict)
    for each in fresh:
        brand = each.message.brand
        progress[brand][each.partition[1]] = Progress(each.message.at, clock.now_of(brand))
    return progress
