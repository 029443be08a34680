"""Who may be asked in a callout, and in what order."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.crisis.domain.callout import CalloutRules, Volunteer

PRESENCE_RANK = {"online": 0, "away": 1, "offline": 2}
FIRST_TIMERS_AMONG = 5
"""Of so many equals in a row the second is a first-timer, while there are any: helping is how one learns to."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of volunteers beside routing's entry.

    `free` are those who said that they could come now; `standings` are those by experience (`experience.standing`), by
    employee, 0 where there is none.
    """

    free: Collection[str] = ()
    standings: Mapping[str, int] = field(default_factory=dict)


def eligible(volunteer: Volunteer, now: datetime, already_asked: Collection[str]) -> bool:
    """Whether a volunteer may be asked: opted in, allowed to answer, not asked yet, not at work, in no other surge."""
    at_work = volunteer.on_shift_until is not None and volunteer.on_shift_until > now
    return (
        volunteer.volunteer
        and volunteer.may_answer
        and volunteer.employee not in already_asked
        and volunteer.surge_incident is None
        and not at_work
    )


def ordered(
    volunteers: Iterable[Volunteer], rules: CalloutRules, shuffle: Callable[[str], str], known: Known | None = None
) -> list[Volunteer]:
    """The order of asking: who said they could come now, reachable now, then languages, skill and experience.

    `shuffle` breaks ties fairly and repeatably.
    """
    known = known or Known()
    languages = set(rules.languages)
    skills = {name for name, _ in rules.skills}

    def rank(one: Volunteer) -> tuple[bool, int, int, int]:
        spoken = len(languages.intersection(one.languages))
        skill = sum(level for name, level in one.skills if name in skills)
        return one.employee not in known.free, PRESENCE_RANK[one.presence], -spoken, -skill

    equals: defaultdict[tuple[bool, int, int, int], list[Volunteer]] = defaultdict(list)
    for one in sorted(volunteers, key=lambda one: shuffle(one.employee)):
        equals[rank(one)].append(one)
    return [one for each in sorted(equals) for one in _by_experience(equals[each], known.standings)]


def _by_experience(equals: Sequence[Volunteer], standings: Mapping[str, int]) -> list[Volunteer]:
    """Equals in the order of their experience, with places kept for first-timers, and the silent ones at the end."""
    by_standing = sorted(equals, key=lambda one: -standings.get(one.employee, 0))  # stable: the shuffle stays
    experienced = deque(one for one in by_standing if standings.get(one.employee, 0) > 0)
    first_timers = deque(one for one in by_standing if standings.get(one.employee, 0) == 0)
    order: list[Volunteer] = []
    while experienced or first_timers:
        kept = len(order) % FIRST_TIMERS_AMONG == 1
        order.append((first_timers if first_timers and (kept or not experienced) else experienced).popleft())
    return [*order, *(one for one in by_standing if standings.get(one.employee, 0) < 0)]
