"""A rotation: who is on call when, by turns in layers, with overrides that come before them.

Who is on call at a moment, and every shift of a span of time, are pure functions of the rotation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.crisis.domain.week_hours import WeekSpan, covers, local_moment, spans_of

MOST_DAYS = 92
"""Of shifts in one question: a quarter."""
GAP_DAYS = 400
"""How far ahead a gap is looked for: past the latest day a layer may begin on."""

SwapState = Literal["proposed", "accepted", "declined", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Layer:
    """Members who take turns of `turn_days` days from `starts_on` on, handed over at a minute of the local day.

    With `hours` it is on call in these alone; a layer further down then is for the rest.
    """

    members: tuple[str, ...]
    starts_on: date
    turn_days: int = 7
    handover: int = 540
    hours: tuple[WeekSpan, ...] | None = None

    def turn(self, at: datetime, zone: str) -> int | None:
        """The number of the turn at a moment, from 0; None before the first one."""
        number = (at.astimezone(ZoneInfo(zone)).date() - self.starts_on).days // self.turn_days
        if at < self.turn_begins(number, zone):
            number -= 1
        return number if number >= 0 else None

    def turn_begins(self, number: int, zone: str) -> datetime:
        """When a turn begins, which is when the one before it ends."""
        return local_moment(self.starts_on + timedelta(days=number * self.turn_days), self.handover, zone)

    def member(self, at: datetime, zone: str) -> str | None:
        """Who is on call by turn; None outside of the hours and before the first turn."""
        turn = self.turn(at, zone)
        if turn is None or (self.hours is not None and not covers(self.hours, zone, at)):
            return None
        return self.members[turn % len(self.members)]

    def edges(self, since: datetime, until: datetime, zone: str) -> Iterator[datetime]:
        """The moments at which somebody else may be on call."""
        day, last = (at.astimezone(ZoneInfo(zone)).date() for at in (since, until))
        behind = max(0, (day - self.starts_on).days // self.turn_days)
        for number in range(behind, max(behind, (last - self.starts_on).days // self.turn_days + 1) + 1):
            yield self.turn_begins(number, zone)
        for begins, ends in spans_of(self.hours or (), zone, day - timedelta(days=1), last):
            yield begins
            yield ends


@dataclass(frozen=True, slots=True)
class Override:
    """One person on call for a while, whoever has the turn; `swap` is the one it comes from, if any."""

    id: str
    person: str
    begins_at: datetime
    ends_at: datetime
    by: str
    swap: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time, the end not included."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Swap:
    """`person` asks `other` to be on call in `gives`, and is on call for them in `takes`, unless that is None."""

    id: str
    person: str
    other: str
    gives: Period
    takes: Period | None
    proposed_at: datetime
    state: SwapState = "proposed"

    @property
    def begins_at(self) -> datetime:
        """When the first of its times begins; from then on nobody can accept it."""
        return min(span.begins_at for span in (self.gives, self.takes) if span is not None)

    @property
    def waits(self) -> bool:
        """Whether it waits for the other person."""
        return self.state == "proposed"


@dataclass(frozen=True, slots=True)
class OnCallShift:
    """Who is on call from when to when: by a `layer`, from 1, or by an override; nobody in a gap."""

    begins_at: datetime
    ends_at: datetime
    person: str | None
    layer: int | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class Rotation:
    """`joining`: people join the first layer, and leave it, by themselves. `gaps`: nobody may be on call at times."""

    id: str
    name: str
    zone: str
    layers: tuple[Layer, ...]
    joining: bool = False
    gaps: bool = False
    overrides: tuple[Override, ...] = ()
    swaps: tuple[Swap, ...] = ()
    version: int = 0

    @property
    def members(self) -> frozenset[str]:
        """Everybody who has turns."""
        return frozenset(member for layer in self.layers for member in layer.members)


def everybody(_: str) -> bool:
    """Nobody has left."""
    return True


def on_call(rotation: Rotation, at: datetime, is_there: Callable[[str], bool] = everybody) -> str | None:
    """Who is on call: by the override written last, or by the first layer; None where nobody is.

    A person who is not there any more is passed over, for whoever comes next.
    """
    return _shift(rotation, Period(at, at), is_there).person


def shifts(rotation: Rotation, since: datetime, until: datetime) -> list[OnCallShift]:
    """Every shift of a span of time in order, gaps among them; neighbours differ."""
    edges = {since, until}
    for layer in rotation.layers:
        edges |= {edge for edge in layer.edges(since, until, rotation.zone) if since < edge < until}
    edges |= {edge for each in rotation.overrides for edge in (each.begins_at, each.ends_at) if since < edge < until}
    ordered = sorted(edges)
    found: list[OnCallShift] = []
    for begins, ends in zip(ordered, ordered[1:], strict=False):
        shift = _shift(rotation, Period(begins, ends), everybody)
        if found and replace(shift, begins_at=found[-1].begins_at, ends_at=begins) == found[-1]:
            shift = replace(shift, begins_at=found.pop().begins_at)
        found.append(shift)
    return found


def first_gap(rotation: Rotation, now: datetime) -> OnCallShift | None:
    """The first time ahead without anybody on call, once one of the layers has begun; overrides do not close one."""
    begins = min(layer.turn_begins(0, rotation.zone) for layer in rotation.layers)
    since = max(now, begins)
    latest = max(layer.turn_begins(0, rotation.zone) for layer in rotation.layers)
    until = min(max(since, latest) + timedelta(days=8), since + timedelta(days=GAP_DAYS))
    plain = Rotation(rotation.id, rotation.name, rotation.zone, rotation.layers)
    return next((each for each in shifts(plain, since, until) if each.person is None), None)


def _shift(rotation: Rotation, span: Period, is_there: Callable[[str], bool]) -> OnCallShift:
    at = span.begins_at
    for override in reversed(rotation.overrides):
        if override.begins_at <= at < override.ends_at and is_there(override.person):
            return OnCallShift(at, span.ends_at, override.person, override=override.id)
    for number, layer in enumerate(rotation.layers, start=1):
        person = layer.member(at, rotation.zone)
        if person is not None and is_there(person):
            return OnCallShift(at, span.ends_at, person, layer=number)
    return OnCallShift(at, span.ends_at, None)
