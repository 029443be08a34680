"""Who may decide on a reply or story answer is told that it waits, in time for who is at the screen to decide first."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.ids import derived_id
from services.crisis.application.notices import HOUR, notice_timer, of_approval, raise_notices
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.approval_wait import ApprovalWait, followed

AT_ONCE = 25  # approvals of one transaction; those of a brand take turns, so a page waits behind no more than these
MOST_AN_HOUR = 6  # of one person: one in ten minutes is work, more is noise that pages drown in


class ApprovalNotices:
    """Takes what the inbox says of approvals; an older word, or the same again, changes nothing."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def take(self, brand: str, said: Sequence[ApprovalWait]) -> None:
        """Tell whom stages ask, and let go whom nobody asks any more; raises VersionConflict, Fenced.

        Some are taken in one transaction each time: in a crisis every reply may wait, and counting waits behind this.
        """
        for begin in range(0, len(said), AT_ONCE):
            some = said[begin : begin + AT_ONCE]
            cause = derived_id("approvals told", brand, *(f"{each.reply}/{each.version}" for each in some))

            async def work(unit: UnitOfWork, some: Sequence[ApprovalWait] = some) -> None:
                for each in some:
                    await _take(unit, each)

            await self._units.run(brand, cause, "approvals", work)


async def _take(unit: UnitOfWork, said: ApprovalWait) -> None:
    before = await unit.store.approval_waits.of(said.reply)
    if before is not None and before.version >= said.version:
        return
    wait = followed(before, said)
    await unit.store.approval_waits.write(wait)
    asked = {of_approval(wait, person).id for person in wait.asked}
    if before is not None:
        notices = [of_approval(before, person).id for person in before.asked]
        for notice in notices:
            if notice not in asked:
                unit.bring_forward(notice_timer(unit.brand, notice))
        if wait.is_of_stage_of(before):
            return
    if wait.asked and wait.ends_at > unit.now:
        await _tell(unit, wait)


async def _tell(unit: UnitOfWork, wait: ApprovalWait) -> None:
    counts = await unit.store.notices.told_since(wait.asked, "approval", unit.now - HOUR)
    limited = {person for person, number in counts.items() if number >= MOST_AN_HOUR}
    title = _title(wait, unit.name_of(wait.author))
    await raise_notices(unit, [of_approval(wait, person, title) for person in wait.asked], limited)


def _title(wait: ApprovalWait, author: str) -> str:
    stage = f", stage {wait.stage + 1} of {wait.stages}" if wait.stages > 1 else ""
    until = f", until {wait.expires_at:%Y-%m-%d %H:%M} UTC" if wait.expires_at is not None else ""
    what = f"A reply by {author} on {wait.channel}" if wait.story is None else f"An answer by {author} to a story"
    return f"{what} waits for your approval{stage}{until}"
