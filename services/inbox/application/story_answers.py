"""Commands on story answers: drafted, submitted, decided on by others, started, paused, resumed, stopped and undone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.retrying import on_conflict
from services.inbox.application.approval_telling import ApprovalTelling
from services.inbox.application.errors import GuidelineRefuses, Unknown, VariantsMissing, check_version
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.records import Versioned
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.story_answer_preview import StoryAnswerPreviews
from services.inbox.application.story_answer_store import StoryAnswerChanges, StoryAnswerStore
from services.inbox.application.timers import story_answer_timer, undo_timer
from services.inbox.domain import story_answer as states
from services.inbox.domain.story_answer import AnswerVariant, StoryAnswer

Change = Callable[[StoryAnswer, datetime], Awaitable[StoryAnswer]]
"""What a command makes of an answer."""


@dataclass(frozen=True, slots=True)
class StoryAnswerDraft:
    """What somebody wants to answer to a story."""

    story: str
    variants: Sequence[AnswerVariant]
    pace_per_minute: int
    later_joiners: bool
    ends_at: datetime


class StoryAnswers:
    """Every command on an existing answer raises Unknown, VersionMismatch, or StateNotAllowed."""

    def __init__(
        self,
        store: StoryAnswerStore,
        previews: StoryAnswerPreviews,
        guidelines: Guidelines,
        rulebook: Rulebook,
        telling: ApprovalTelling,
        clock: Clock,
    ) -> None:
        """`telling` says how the approval of an answer moves on, and whom it is worth telling."""
        self._store = store
        self._previews = previews
        self._guidelines = guidelines
        self._rulebook = rulebook
        self._telling = telling
        self._clock = clock

    async def get(self, brand: str, id_: str) -> StoryAnswer:
        """One answer. Raises Unknown."""
        found = await self._store.answer(brand, id_)
        if found is None:
            raise Unknown(id_)
        return found

    async def draft(self, caller: Principal, draft: StoryAnswerDraft, id_: str) -> StoryAnswer:
        """Write an answer, for nobody yet.

        Raises:
            Unknown: No conversation of the brand is known to tell the story.
        """
        if not await self._store.size(caller.brand, draft.story):
            raise Unknown(draft.story)
        made = StoryAnswer(
            brand=caller.brand,
            id=id_,
            story=draft.story,
            author=caller.subject,
            variants=tuple(draft.variants),
            pace_per_minute=draft.pace_per_minute,
            later_joiners=draft.later_joiners,
            ends_at=draft.ends_at,
            created_at=self._clock.now_of(caller.brand),
        )
        try:
            await self._store.commit(StoryAnswerChanges(caller.brand, Versioned(None, made)))
        except VersionConflict:  # the same command, tried again after its answer was lost
            return await self.get(caller.brand, id_)
        return made

    async def rewrite(
        self, caller: Principal, id_: str, if_version: int | None, draft: StoryAnswerDraft
    ) -> StoryAnswer:
        """The author puts other words, and another pace and end, in the place of a draft's; its story stays."""

        async def change(before: StoryAnswer, now: datetime) -> StoryAnswer:
            return states.rewrite(
                before,
                caller.subject,
                variants=tuple(draft.variants),
                pace_per_minute=draft.pace_per_minute,
                later_joiners=draft.later_joiners,
                ends_at=draft.ends_at,
            )

        return await self._run(caller, id_, if_version, change)

    async def submit(self, caller: Principal, id_: str, if_version: int | None) -> StoryAnswer:
        """The author asks others to agree.

        Raises:
            VariantsMissing: Conversations are in languages without a text.
            GuidelineRefuses: The guideline refuses its words.
        """

        async def change(before: StoryAnswer, now: datetime) -> StoryAnswer:
            after = states.submit(before, caller.subject, (), now)
            preview = await self._previews.of(before)
            if preview.missing:
                raise VariantsMissing(preview.missing)
            if preview.refused is not None:
                raise GuidelineRefuses(preview.refused)
            return states.submit(before, caller.subject, preview.stages, now) if preview.stages else after

        return await self._run(caller, id_, if_version, change)

    async def decide(
        self, caller: Principal, id_: str, if_version: int | None, note: str | None, *, agreed: bool
    ) -> StoryAnswer:
        """Agree or disagree. Raises OwnReply, NotApprover or DecidedAlready where the caller may not decide."""
        guideline = await self._rulebook.guideline(caller.brand)
        person = await self._guidelines.author(caller.brand, caller.subject, guideline)

        async def change(before: StoryAnswer, now: datetime) -> StoryAnswer:
            return states.decide(before, person, agreed=agreed, note=note, at=now)

        return await self._run(caller, id_, if_version, change)

    async def start(self, caller: Principal, id_: str, if_version: int | None) -> StoryAnswer:
        """Begin to send."""

        async def change(before: StoryAnswer, now: datetime) -> StoryAnswer:
            return states.start(before, await self._store.size(before.brand, before.story), now)

        return await self._run(caller, id_, if_version, change)

    async def pause(self, caller: Principal, id_: str, if_version: int | None) -> StoryAnswer:
        """Make no more replies for now; those of the last seconds still leave."""

        async def change(before: StoryAnswer, now: datetime) -> StoryAnswer:
            return states.pause(before)

        return await self._run(caller, id_, if_version, change)

    async def resume(self, caller: Principal, id_: str, if_version: int | None) -> StoryAnswer:
        """Go on where it was paused."""

        async def change(before: StoryAnswer, now: datetime) -> StoryAnswer:
            return states.resume(before, now)

        return await self._run(caller, id_, if_version, change)

    async def stop(self, caller: Principal, id_: str, if_version: int | None) -> StoryAnswer:
        """End it for good, and withdraw what nobody has begun to send."""

        async def change(before: StoryAnswer, now: datetime) -> StoryAnswer:
            return states.stop(before)

        return await self._run(caller, id_, if_version, change)

    async def undo(self, caller: Principal, id_: str, if_version: int | None, reason: str) -> StoryAnswer:
        """Withdraw what is out of one that is over; again, what is not withdrawn yet is tried anew."""

        async def change(before: StoryAnswer, now: datetime) -> StoryAnswer:
            return states.undo(before, caller.subject, reason, now)

        return await self._run(caller, id_, if_version, change)

    async def _run(self, caller: Principal, id_: str, if_version: int | None, change: Change) -> StoryAnswer:
        async def once() -> StoryAnswer:
            before = await self.get(caller.brand, id_)
            check_version(if_version, before.version)
            now = self._clock.now_of(caller.brand)
            after = await change(before, now)
            changes = StoryAnswerChanges(caller.brand, Versioned(before, after))
            changes.events += await self._telling.story_answer_events(before, after)
            if after.state in ("running", "stopped"):
                changes.timers = [story_answer_timer(after, now)]
            if after.undo is not None and after.undo is not before.undo:
                changes.timers.append(undo_timer(after, now))
            await self._store.commit(changes)
            return after

        return await on_conflict(once)
