"""Who may decide on a reply is told that it waits, in time for who is at the screen to decide first."""

from __future__ import annotations

from contracts.ids import derived_id
from services.crisis.application.notices import HOUR, notice_timer, of_approval, raise_notices
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.approval_wait import ApprovalWait, followed

MOST_AN_HOUR = 6  # of one person: one in ten minutes is work, more is noise that pages drown in


class ApprovalNotices:
    """Takes what the inbox says of approvals; an older word, or the same again, changes nothing."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def take(self, brand: str, said: ApprovalWait) -> None:
        """Tell whom a stage asks, and let go whom nobody asks any more; raises VersionConflict, Fenced."""
        cause = derived_id("approval told", brand, said.reply, str(said.version))

        async def work(unit: UnitOfWork) -> None:
            await _take(unit, said)

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
    return f"A reply by {author} on {wait.channel} waits for your approval{stage}{until}"
