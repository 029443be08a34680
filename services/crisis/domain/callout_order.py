"""Who may be asked in a callout, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from services.crisis.domain.callout import CalloutRules, Volunteer

PRESENCE_RANK = {"online": 0, "away": 1, "offline": 2}


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


def ordered(volunteers: Iterable[Volunteer], rules: CalloutRules, shuffle: Callable[[str], str]) -> list[Volunteer]:
    """The order of asking: reachable now, then languages, then skill; `shuffle` breaks ties fairly and repeatably."""
    languages = set(rules.languages)
    skills = {name for name, _ in rules.skills}

    def rank(one: Volunteer) -> tuple[int, int, int, str]:
        spoken = len(languages.intersection(one.languages))
        skill = sum(level for name, level in one.skills if name in skills)
        return PRESENCE_RANK[one.presence], -spoken, -skill, shuffle(one.employee)

    return sorted(volunteers, key=rank)
