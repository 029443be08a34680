"""Asking volunteers in waves: how many at once, what a yes or no does, and what it means when one leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.crisis.domain.ability import NearlyAble
from services.crisis.domain.need import Need

PRIOR_WEIGHT = 5.0  # the expected acceptance counts as much as five real answers

Presence = Literal["online", "away", "offline"]
CalloutState = Literal["open", "filled", "exhausted", "closed"]
AskState = Literal["asked", "accepted", "declined", "no_answer"]


@dataclass(frozen=True, slots=True)
class Volunteer:
    """An employee as far as a callout is concerned; a copy of routing's entry."""

    employee: str
    languages: tuple[str, ...] = ()
    skills: tuple[tuple[str, int], ...] = ()
    presence: Presence = "offline"
    volunteer: bool = False
    on_shift_until: datetime | None = None
    surge_incident: str | None = None
    abilities: tuple[str, ...] = ()
    may_answer: bool = True


@dataclass(frozen=True, slots=True)
class CalloutRules:
    """A brand's way of calling out. `acceptance` is the share of yes expected before any answer came."""

    enabled: bool = True
    seats_per_volunteer: int = 3
    acceptance: float = 0.5
    wave_seconds: float = 120.0
    wave_most: int = 200
    languages: tuple[str, ...] = ()
    skills: tuple[tuple[str, int], ...] = ()
    queues: tuple[str, ...] = ()
    place_seconds: float = 8 * 3600.0
    most_people: int = 500


@dataclass(frozen=True, slots=True)
class Callout:
    """One callout of one incident: people needed and people who said yes; `staffed` are the seats there were before.

    `need` is how it was sized at first; a `fixed` one was sized by a person and never grows. `nearly` are volunteers
    who lacked nothing but the ability when somebody was asked last; `left` said yes and went before the end.
    """

    id: str
    incident: str
    needed: int
    accepted: int
    wave: int
    state: CalloutState
    opened_at: datetime
    staffed: int = 0
    asked: int = 0
    declined: int = 0
    no_answer: int = 0
    filled_at: datetime | None = None
    need: Need | None = None
    fixed: bool = False
    nearly: tuple[NearlyAble, ...] = ()
    left: int = 0

    @property
    def placed(self) -> int:
        """How many said yes and are still there."""
        return self.accepted - self.left

    @property
    def missing(self) -> int:
        """How many more are needed."""
        return max(0, self.needed - self.placed)


@dataclass(frozen=True, slots=True)
class Ask:
    """One volunteer asked in one wave, to answer by `expires_at`."""

    callout: str
    incident: str
    employee: str
    wave: int
    asked_at: datetime
    expires_at: datetime
    state: AskState = "asked"
    answered_at: datetime | None = None


class AlreadyAnswered(Exception):
    """The volunteer gave another answer before; `state` is what."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NoPlaceLeft(Exception):
    """Enough people said yes, or the callout is over; `state` is the callout's."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class VolunteerBarred(Exception):
    """A volunteer cannot come by what is known of them now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def refuse_barred(volunteer: Volunteer, ability: str | None) -> None:
    """Let nobody come who may not answer by the guideline, or lacks the ability that is needed (None: none is).

    Raises:
        VolunteerBarred: They are one of those.
    """
    if not volunteer.may_answer:
        raise VolunteerBarred("guideline_not_accepted")
    if ability is not None and ability not in volunteer.abilities:
        raise VolunteerBarred("certificate_missing")


def wave_size(callout: Callout, rules: CalloutRules) -> int:
    """The number to ask at once: those missing over the share of yes, learnt from the answers as they come."""
    answers = callout.accepted + callout.declined + callout.no_answer
    share = (callout.accepted + PRIOR_WEIGHT * rules.acceptance) / (answers + PRIOR_WEIGHT)
    return min(rules.wave_most, math.ceil(callout.missing / share)) if callout.missing else 0


def answer(callout: Callout, ask: Ask, reply: Literal["accepted", "declined"], at: datetime) -> tuple[Callout, Ask]:
    """Take an answer. A late yes counts while people are missing; the same answer again changes nothing.

    Raises:
        AlreadyAnswered: They answered otherwise before.
        NoPlaceLeft: A yes that is not needed any more.
    """
    if ask.state == reply:
        return callout, ask
    if ask.state in {"accepted", "declined"}:
        raise AlreadyAnswered(ask.state)
    if reply == "accepted" and (callout.state == "closed" or callout.missing == 0):
        raise NoPlaceLeft(callout.state)
    late = 1 if ask.state == "no_answer" else 0
    ask = replace(ask, state=reply, answered_at=at)
    callout = replace(callout, no_answer=callout.no_answer - late)
    if reply == "declined":
        return replace(callout, declined=callout.declined + 1), ask
    callout = replace(callout, accepted=callout.accepted + 1)
    return settled(callout, at), ask


def left(callout: Callout, at: datetime) -> Callout:
    """One of those who said yes has gone; others are asked in their place."""
    return settled(replace(callout, left=callout.left + 1), at)


def settled(callout: Callout, at: datetime) -> Callout:
    """Whether it is filled now, or needs people again; it stays exhausted until a volunteer can be asked."""
    if callout.state == "closed":
        return callout
    if callout.missing == 0:
        return replace(callout, state="filled", filled_at=callout.filled_at or at)
    return callout if callout.state == "exhausted" else replace(callout, state="open")
