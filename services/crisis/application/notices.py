"""Notices are raised with the page, ask, swap or reminder they tell of, in one transaction; their timers send them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contracts.ids import derived_id
from services.crisis.application.repositories import Repositories
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.callout import Ask
from services.crisis.domain.incident import OPEN, Incident
from services.crisis.domain.notice import LONGEST, Notice, NoticeKind
from services.crisis.domain.page import IncidentPage
from services.crisis.domain.rotation import Rotation, Swap
from services.crisis.domain.rotation_changes import swap_title
from services.crisis.domain.severity import GRAVEST

HOUR = timedelta(hours=1)
NOTICE_TIMER = "notice"
REMINDER_TIMER = "reminder"  # a company is reminded of a course in one night; pages do not wait behind it


@dataclass(frozen=True, slots=True)
class ToTell:
    """Whom to tell of what; `ends_at` is when an answer would come too late."""

    kind: NoticeKind
    about: str
    person: str
    ends_at: datetime


def of_page(page: IncidentPage) -> ToTell:
    """A page is told for an hour at most."""
    return ToTell("page", page.id, page.person, page.sent_at + LONGEST)


def of_ask(ask: Ask) -> ToTell:
    """An ask is told until its wave ends."""
    return ToTell("ask", ask.callout, ask.employee, min(ask.expires_at, ask.asked_at + LONGEST))


async def raise_notices(
    unit: UnitOfWork, incident: Incident, told: Sequence[ToTell], *, most_pages: int | None = None
) -> None:
    """Raise a notice for each; who has no address is shown as such, and is told once they have one.

    Args:
        unit: What the page or ask is written in.
        incident: What they are about.
        told: Whom to tell of what.
        most_pages: Of how many pages a person is told within an hour; of an incident of severity 3 always.
    """
    persons = {each.person for each in told}
    reachable = await unit.store.notice_plans.reachable(persons)
    limited = set()
    if most_pages is not None and incident.severity < GRAVEST:
        counts = await unit.store.pages.counts_since(persons, unit.now - HOUR)
        limited = {person for person, number in counts.items() if number > most_pages}
    notices = [
        Notice(
            id=derived_id("notice", each.kind, each.about, each.person),
            kind=each.kind,
            about=each.about,
            incident=incident.id,
            person=each.person,
            title=incident.title,
            severity=incident.severity,
            raised_at=unit.now,
            ends_at=each.ends_at,
            state="limited" if each.person in limited else "pending" if each.person in reachable else "no_address",
        )
        for each in told
    ]
    await add_notices(unit, notices)
    for person in (notice.person for notice in notices if notice.state == "limited"):
        name = unit.name_of(person)
        unit.record(incident.id, "limited", f"{name} was not told: {most_pages} pages within an hour are the most.")


async def raise_swap_notice(unit: UnitOfWork, rotation: Rotation, swap: Swap) -> None:
    """Ask the other person of a swap, until the first of its times begins: an answer would come too late then."""
    reachable = await unit.store.notice_plans.reachable({swap.other})
    notice = Notice(
        id=derived_id("notice", "swap", swap.id, swap.other),
        kind="swap",
        about=swap.id,
        incident=None,
        person=swap.other,
        title=swap_title(rotation, swap, unit.name_of(swap.person)),
        severity=1,
        raised_at=unit.now,
        ends_at=swap.begins_at,
        state="pending" if swap.other in reachable else "no_address",
        rotation=rotation.id,
    )
    await add_notices(unit, [notice])


async def add_notices(unit: UnitOfWork, notices: Sequence[Notice]) -> None:
    """Store notices, with the timers of those that have somewhere to go."""
    await unit.store.notices.add(notices)
    for notice in notices:
        if notice.state == "pending":
            schedule_notice(unit, notice, unit.now)


def schedule_notice(unit: UnitOfWork, notice: Notice, at: datetime) -> None:
    """Set the timer of a notice's next step; those that no crisis needs have a lane of their own."""
    seconds = max(0.0, (at - unit.now).total_seconds())
    lane = REMINDER_TIMER if notice.kind == "course" else NOTICE_TIMER
    unit.schedule(f"notice/{unit.brand}/{notice.id}", lane, seconds, notice=notice.id)


async def take_up_unreached(unit: UnitOfWork, person: str) -> None:
    """Send what a person could not be told because they had no address, as far as it is not too late."""
    for notice in await unit.store.notices.unreached(person, unit.now):
        await unit.store.notices.save(replace(notice, state="pending"))
        schedule_notice(unit, notice, unit.now)


async def is_answered(store: Repositories, notice: Notice) -> bool:
    """Whether nobody needs this notice any more: its person answered, another took the incident, or it is over."""
    if notice.kind == "swap":
        rotation = await store.rotations.find(notice.rotation or "")
        return rotation is None or not any(each.id == notice.about and each.waits for each in rotation.swaps)
    if notice.kind == "course":
        due = await store.course_dues.of(notice.person, notice.about)
        return due is None or due.passed or due.due_at != notice.ends_at
    incident = await store.incidents.find(notice.incident or "")
    if incident is None or incident.state not in OPEN:
        return True
    if notice.kind == "page":
        page = await store.pages.find(notice.about)
        return incident.acknowledged_by is not None or page is None or page.state != "sent"
    ask = await store.asks.find(notice.about, notice.person)
    return ask is None or ask.state != "asked"
