"""In what order equals are asked: by experience, with places kept for first-timers, and the silent ones at the end."""

from __future__ import annotations

from services.crisis.domain.callout import CalloutRules, Volunteer
from services.crisis.domain.callout_order import Known, ordered

RULES = CalloutRules(languages=("nl",), skills=(("booking", 1),))


def people(*names: str, skill: int = 3) -> list[Volunteer]:
    return [Volunteer(name, ("nl",), (("booking", skill),), "online", True) for name in names]


def order(volunteers: list[Volunteer], known: Known | None = None) -> list[str]:
    return [each.employee for each in ordered(volunteers, RULES, lambda employee: employee, known)]


def many(word: str, count: int) -> list[str]:
    return [f"{word}{number:02}" for number in range(count)]


def test_among_equals_more_places_come_first_and_who_is_silent_last() -> None:
    known = Known(standings={"twice": 2, "silent": -1, "once": 1, "often": 3})
    assert order(people("first", "often", "once", "silent", "twice"), known) == [
        "often",
        "first",
        "twice",
        "once",
        "silent",
    ]


def test_every_wave_of_two_or_more_has_a_first_timer_and_of_five_one() -> None:
    helpers, newcomers = many("helper", 40), many("new", 40)
    asked = order(people(*newcomers, *helpers), Known(standings=dict.fromkeys(helpers, 3)))
    for size in range(2, 60):
        first_timers = sum(name in newcomers for name in asked[:size])
        assert first_timers >= max(1, size // 5), size
    assert [name in newcomers for name in asked[:10]] == [False, True, False, False, False] * 2


def test_kept_places_go_to_who_helped_where_there_is_no_first_timer_and_the_other_way_round() -> None:
    helpers = many("helper", 6)
    assert order(people(*helpers), Known(standings=dict.fromkeys(helpers, 1))) == helpers
    assert order(people(*helpers)) == helpers


def test_a_silent_one_has_no_kept_place() -> None:
    known = Known(standings={"helper0": 1, "helper1": 1, "silent": -1})
    assert order(people("silent", "helper0", "helper1"), known) == ["helper0", "helper1", "silent"]


def test_experience_outweighs_neither_skill_nor_language_nor_presence() -> None:
    skilled = people("skilled", skill=4)
    stranger = Volunteer("stranger", ("en",), (("booking", 5),), "online", True)
    away = Volunteer("away", ("nl",), (("booking", 5),), "away", True)
    known = Known(standings={"helper": 3, "stranger": 3, "away": 3})
    assert order([away, stranger, *people("helper"), *skilled], known) == ["skilled", "helper", "stranger", "away"]


def test_who_said_they_could_come_now_is_first_whoever_they_are() -> None:
    away = Volunteer("away", (), (), "offline", True)
    assert order([*people("helper", "new"), away], Known({"away"}, {"helper": 3})) == ["away", "helper", "new"]
