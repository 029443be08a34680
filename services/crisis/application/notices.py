"""Notices are raised in one transaction with what they tell of, such as a page, a level or thanks; timers send."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contracts.ids import derived_id
from services.crisis.application.repositories import Repositories
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.approval_wait import ApprovalWait
from services.crisis.domain.callout import Ask
from services.crisis.domain.escalation import Stage
from services.crisis.domain.incident import OPEN, Incident
from services.crisis.domain.notice import LONGEST, PATIENT, Notice, NoticeKind, NoticeState
from services.crisis.domain.page import IncidentPage
from services.crisis.domain.rotation import Rotation, Swap
from services.crisis.domain.severity import GRAVEST, Severity
from services.crisis.domain.thanks import TOLD_WITHIN, Thanks

HOUR = timedelta(hours=1)
NOTICE_TIMER = "notice"
REMINDER_TIMER = "reminder"  # a company is reminded of a course in one night; pages do not wait behind it


@dataclass(frozen=True, slots=True)
class ToTell:
    """Whom to tell of what: a `person`, or a `webhook` of the `stage` an escalation is at.

    `ends_at` is when an answer would come too late. `occasion` tells apart what one is told of one thing more than
    once, such as the stages of an approval; `text` are the words of thanks.
    """

    kind: NoticeKind
    about: str
    person: str | None
    title: str
    ends_at: datetime
    severity: Severity = 1
    incident: str | None = None
    rotation: str | None = None
    occasion: str | None = None
    text: str | None = None
    webhook: str | None = None
    stage: Stage | None = None

    @property
    def id(self) -> str:
        """The id of its notice: the same again is the same notice."""
        occasion = () if self.occasion is None else (self.occasion,)
        return derived_id("notice", self.kind, self.about, self.person or self.webhook or "", *occasion)


def of_page(incident: Incident, page: IncidentPage) -> ToTell:
    """A page is told for an hour at most."""
    ends_at = page.sent_at + LONGEST
    return ToTell("page", page.id, page.person, incident.title, ends_at, incident.severity, incident.id)


def of_ask(incident: Incident, ask: Ask) -> ToTell:
    """An ask is told until its wave ends."""
    ends_at = min(ask.expires_at, ask.asked_at + LONGEST)
    return ToTell("ask", ask.callout, ask.employee, incident.title, ends_at, incident.severity, incident.id)


def of_approval(wait: ApprovalWait, person: str, title: str = "") -> ToTell:
    """Somebody who may decide in the open stage of an approval; `title` has no part in the notice's id."""
    occasion = f"{wait.stage}/{wait.opened_at.isoformat()}"
    return ToTell("approval", wait.reply, person, title, wait.ends_at, occasion=occasion)


def of_swap(rotation: Rotation, swap: Swap, title: str) -> ToTell:
    """The other person of a swap is told until the first of its times begins: an answer would come too late then."""
    return ToTell("swap", swap.id, swap.other, title, swap.begins_at, rotation=rotation.id)


def of_thanks(incident: Incident, thanks: Thanks, person: str, by_name: str) -> ToTell:
    """Thanks are told for some days: they are worth the same tomorrow, and nobody is woken for them."""
    title, ends_at = f"{by_name} thanks you for your help: {incident.title}", thanks.at + TOLD_WITHIN
    return ToTell("thanks", incident.id, person, title, ends_at, incident=incident.id, text=thanks.text)


async def raise_notices(unit: UnitOfWork, told: Sequence[ToTell], limited: Collection[str] = ()) -> None:
    """Raise a notice for each; a person who has no address is shown as such, and is told once they have one.

    Args:
        unit: What the page, ask, swap, reminder or approval is written in.
        told: Whom to tell of what.
        limited: Who was told of as much as they may be; it is listed for them and not sent.
    """
    reachable = await unit.store.notice_plans.reachable({each.person for each in told if each.person is not None})
    notices = [
        Notice(
            id=each.id,
            kind=each.kind,
            about=each.about,
            incident=each.incident,
            person=each.person,
            title=each.title,
            severity=each.severity,
            raised_at=unit.now,
            ends_at=each.ends_at,
            state=_first_state(each, reachable, limited),
            rotation=each.rotation,
            text=each.text,
            webhook=each.webhook,
            level=None if each.stage is None else each.stage.level,
            round=None if each.stage is None else each.stage.round,
        )
        for each in told
    ]
    await unit.store.notices.add(notices)
    for notice in notices:
        if notice.state == "pending":
            schedule_notice(unit, notice, notice.begins_at)


def _first_state(told: ToTell, reachable: Collection[str], limited: Collection[str]) -> NoticeState:
    """The state a notice begins in; a webhook is its own address, and has no limit."""
    if told.person is None or (told.person in reachable and told.person not in limited):
        return "pending"
    return "limited" if told.person in limited else "no_address"


async def raise_page_notices(
    unit: UnitOfWork, incident: Incident, pages: Sequence[IncidentPage], most: int | None
) -> None:
    """Tell people of their pages, of `most` within an hour; of an incident of severity 3 always."""
    persons = {page.person for page in pages}
    limited = set()
    if most is not None and incident.severity < GRAVEST:
        counts = await unit.store.pages.counts_since(persons, unit.now - HOUR)
        limited = {person for person, number in counts.items() if number > most}
    await raise_notices(unit, [of_page(incident, page) for page in pages], limited)
    for page in pages:
        if page.person in limited:
            name = unit.name_of(page.person)
            unit.record(incident.id, "limited", f"{name} was not told: {most} pages within an hour are the most.")


def notice_timer(brand: str, notice: str) -> str:
    """The key of the timer of a notice."""
    return f"notice/{brand}/{notice}"


def schedule_notice(unit: UnitOfWork, notice: Notice, at: datetime) -> None:
    """Set the timer of a notice's next step; those that no crisis needs have a lane of their own."""
    seconds = max(0.0, (at - unit.now).total_seconds())
    lane = REMINDER_TIMER if notice.kind in PATIENT else NOTICE_TIMER
    unit.schedule(notice_timer(unit.brand, notice.id), lane, seconds, notice=notice.id)


async def take_up_unreached(unit: UnitOfWork, person: str) -> None:
    """Send what a person could not be told because they had no address, as far as it is not too late."""
    for notice in await unit.store.notices.unreached(person, unit.now):
        await unit.store.notices.save(replace(notice, state="pending"))
        schedule_notice(unit, notice, notice.begins_at)


async def is_answered(store: Repositories, notice: Notice) -> bool:
    """Whether nobody needs this notice any more: its person answered, another took the incident, or it is over."""
    person = notice.person or ""  # only a level is told to nobody, and it is asked of the incident alone
    if notice.kind == "swap":
        rotation = await store.rotations.find(notice.rotation or "")
        return rotation is None or not any(each.id == notice.about and each.waits for each in rotation.swaps)
    if notice.kind == "course":
        due = await store.course_dues.of(person, notice.about)
        return due is None or due.passed or due.due_at != notice.ends_at
    if notice.kind == "approval":
        wait = await store.approval_waits.of(notice.about)
        asked = wait is not None and person in wait.asked
        return wait is None or not asked or of_approval(wait, person).id != notice.id
    if notice.kind == "thanks":
        return False
    incident = await store.incidents.find(notice.incident or "")
    if incident is None or incident.state not in OPEN:
        return True
    if notice.kind == "level":
        return incident.acknowledged_by is not None
    if notice.kind == "page":
        page = await store.pages.find(notice.about)
        return incident.acknowledged_by is not None or page is None or page.state != "sent"
    ask = await store.asks.find(notice.about, person)
    return ask is None or ask.state != "asked"
