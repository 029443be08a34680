"""Certificates: what each gives, who holds one since when and how, and what ends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

Ability = Literal["listen", "share", "answer_as_oneself", "speak_for_brand", "crisis_volunteer"]
ABILITIES: tuple[Ability, ...] = ("listen", "share", "answer_as_oneself", "speak_for_brand", "crisis_volunteer")
How = Literal["entry", "import", "person", "course"]
MAX_DEFINITIONS = 500  # certificates of one brand; a list of all is one read
TYPED: frozenset[How] = frozenset({"entry", "import"})  # an entry governs these; the others were earned or given


@dataclass(frozen=True, slots=True)
class CertificateDefinition:
    """A certificate of the catalogue: how long it is valid, in days (None: for ever), and what it gives.

    `renews_before_days`: so long before its end its holder is enrolled in the course that gives it; None: never.
    `importable`: whether a learning system may give it, for which who made it so answers.
    """

    id: str
    name: str
    level: int
    valid_days: int | None
    skills: Mapping[str, int] = field(default_factory=dict)
    abilities: tuple[Ability, ...] = ()
    text: str = ""
    renews_before_days: int | None = None
    importable: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate was taken back: when, by whom and why; `system` is the learning system that did, or empty."""

    at: datetime
    by: str
    why: str
    system: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate someone holds; it ends at `expires_at`, None is for ever.

    `definition` is the version of the catalogue that it was issued under, and `skills` and `abilities` are what it gave
    then; 0 where the catalogue did not have it. `evidence` of a course is the attempt that passed. `renew_at` is when
    its holder is enrolled to renew it, None where they are not, or were already. `system` and `external_id` are of a
    record of a learning system, empty where none gave it.
    """

    id: str
    expires_at: datetime | None = None
    issued_at: datetime | None = None
    how: How = "entry"
    by: str | None = None
    reason: str = ""
    evidence: str = ""
    definition: int = 0
    skills: Mapping[str, int] = field(default_factory=dict)
    abilities: tuple[Ability, ...] = ()
    revoked: Revocation | None = None
    renew_at: datetime | None = None
    system: str = ""
    external_id: str = ""

    @property
    def governed(self) -> bool:
        """Whether entries and imports of the directory govern it: one that leaves it out takes it away."""
        return self.revoked is None and self.how in TYPED and not self.system

    def valid(self, now: datetime) -> bool:
        """Whether it counts now."""
        return self.revoked is None and (self.expires_at is None or self.expires_at > now)


def issue(
    definition: CertificateDefinition,
    now: datetime,
    how: How,
    by: str | None,
    *,
    reason: str = "",
    evidence: str = "",
    expires_at: datetime | None = None,
) -> Certificate:
    """A certificate issued now; it ends after its days of validity unless an end is given."""
    days = definition.valid_days
    until = expires_at or (now + timedelta(days=days) if days is not None else None)
    held = Certificate(definition.id, until, now, how, by, reason, evidence)
    return given_by(held, definition)


def given_by(held: Certificate, definition: CertificateDefinition) -> Certificate:
    """The certificate with what its definition gives now."""
    days, end = definition.renews_before_days, held.expires_at
    return replace(
        held,
        definition=definition.version,
        skills=dict(definition.skills),
        abilities=definition.abilities,
        renew_at=end - timedelta(days=days) if days is not None and end is not None else None,
    )


def completed(held: Sequence[Certificate], catalogue: Mapping[str, CertificateDefinition]) -> tuple[Certificate, ...]:
    """The certificates, each that came without a definition with what the catalogue gives by now."""
    return tuple(
        given_by(each, catalogue[each.id]) if each.definition == 0 and each.id in catalogue else each for each in held
    )


def with_issued(held: Iterable[Certificate], new: Certificate) -> tuple[Certificate, ...]:
    """The certificates with a new one, in place of one of the same id."""
    return (*(each for each in held if each.id != new.id), new)


def with_earned(held: tuple[Certificate, ...], new: Certificate, now: datetime) -> tuple[Certificate, ...]:
    """The certificates with one earned now; a valid one of the same id that ends later, or never, stays instead."""
    stays = any(each.id == new.id and each.valid(now) and _ends_later(each, new) for each in held)
    return held if stays else with_issued(held, new)


def _ends_later(one: Certificate, other: Certificate) -> bool:
    return other.expires_at is not None and (one.expires_at is None or one.expires_at > other.expires_at)


def entered(
    held: Sequence[Certificate], entries: Iterable[tuple[str, datetime | None]], how: How, now: datetime
) -> tuple[Certificate, ...]:
    """The certificates after an entry that names some with their ends.

    The entry governs what entries gave: one that it leaves out is gone. What a course or a person gave stays, and what
    was revoked stays revoked: only issuing it gives it back.
    """
    before = {each.id: each for each in held}
    ends = dict(entries)
    stay = [each for each in held if each.id not in ends and not each.governed]
    return (*(_named(before.get(id_), id_, end, how, now) for id_, end in ends.items()), *stay)


def _named(before: Certificate | None, id_: str, expires_at: datetime | None, how: How, now: datetime) -> Certificate:
    if before is not None and (before.revoked is not None or before.expires_at == expires_at):
        return before
    return Certificate(id_, expires_at, now, how)


def issued_between(before: Sequence[Certificate], after: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """The certificates that a change issued, for the first time or anew."""
    known = {each.id: each.issued_at for each in before}
    return tuple(each for each in after if each.revoked is None and known.get(each.id, ...) != each.issued_at)


def revoked_between(before: Sequence[Certificate], after: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """The certificates that a change took back: those it revoked, and those an entry names no more."""
    stand = {each.id for each in after if each.revoked is None}
    return tuple(each for each in before if each.revoked is None and each.id not in stand)


def abilities_of(held: Iterable[Certificate], now: datetime) -> tuple[Ability, ...]:
    """What one may do by the certificates that are valid now, in the order of `ABILITIES`."""
    given = {ability for each in held if each.valid(now) for ability in each.abilities}
    return tuple(each for each in ABILITIES if each in given)


def to_renew(held: Iterable[Certificate], now: datetime) -> tuple[Certificate, ...]:
    """The certificates whose holder is to be enrolled now, so that they can renew them in time."""
    return tuple(each for each in held if each.renew_at is not None and each.renew_at <= now and each.valid(now))


def lost_between(before: Iterable[Certificate], after: Iterable[Certificate], now: datetime) -> frozenset[str]:
    """The certificates that stood before a change and do not count after it, revoked, left out or ended by now."""
    return frozenset(each.id for each in before if each.revoked is None) - {
        each.id for each in after if each.valid(now)
    }
