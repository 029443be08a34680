"""Which seats an employee has at a moment, and when that changes by itself."""

from services.routing.domain.certificate import Certificate
from services.routing.domain.employee import Shift, VolunteerPlace, next_change, seat_plans
from tests.support.routing.builders import NOON, an_employee, at

OPEN = ("crisis", "general")


def a_place(**fields: object) -> VolunteerPlace:
    usual: dict[str, object] = {
        "incident": "inc1",
        "grant": "g1",
        "seats": 2,
        "skills": {"baggage": 3},
        "queues": (),
        "until": at(3600),
    }
    return VolunteerPlace(**{**usual, **fields})  # type: ignore[arg-type]  # the fields are SurgePlace's own


def test_seats_carry_language_skills_certificates_team_and_open_queues() -> None:
    employee = an_employee(
        languages=("nl-BE",), skills={"baggage": 2}, certificates=(Certificate("speak"),), department="care", seats=2
    )
    plans = seat_plans(employee, OPEN, NOON)
    assert [plan.number for plan in plans] == ["0", "1"]
    assert plans[0].tokens == {
        "lang:nl-be",
        "lang:nl",
        "skill:baggage:1",
        "skill:baggage:2",
        "cert:speak",
        "team:care",
        "queue:crisis",
        "queue:general",
    }


def test_who_names_queues_works_in_these_only() -> None:
    (plan,) = seat_plans(an_employee(queues=("vip",)), OPEN, NOON)
    assert {token for token in plan.tokens if token.startswith("queue:")} == {"queue:vip"}


def test_seats_are_open_only_for_who_is_active_online_and_on_shift() -> None:
    later = (Shift(at(60), at(120)),)
    assert seat_plans(an_employee(), OPEN, NOON)[0].open
    assert not seat_plans(an_employee(presence="away"), OPEN, NOON)[0].open
    assert not seat_plans(an_employee(active=False), OPEN, NOON)[0].open
    assert not seat_plans(an_employee(shifts=later), OPEN, NOON)[0].open
    assert seat_plans(an_employee(shifts=later), OPEN, at(60))[0].open
    assert not seat_plans(an_employee(shifts=later), OPEN, at(120))[0].open


def test_a_certificate_counts_up_to_its_end() -> None:
    employee = an_employee(certificates=(Certificate("speak", at(60)),))
    assert "cert:speak" in seat_plans(employee, OPEN, at(59))[0].tokens
    assert "cert:speak" not in seat_plans(employee, OPEN, at(60))[0].tokens


def test_a_place_has_seats_of_its_own_with_its_own_skills_and_queues() -> None:
    employee = an_employee(skills={"baggage": 1}, seats=1, places=(a_place(queues=("crisis",)),))
    own, first, second = seat_plans(employee, OPEN, NOON)
    assert (own.incident, first.incident, second.number) == (None, "inc1", "inc1:1")
    assert "skill:baggage:3" in first.tokens
    assert "skill:baggage:3" not in own.tokens
    assert {token for token in first.tokens if token.startswith("queue:")} == {"queue:crisis"}


def test_a_place_needs_no_shift_and_ends_at_its_time() -> None:
    volunteer = an_employee(seats=0, shifts=(Shift(at(9000), at(9060)),), places=(a_place(),))
    assert [plan.open for plan in seat_plans(volunteer, OPEN, NOON)] == [True, True]
    assert seat_plans(volunteer, OPEN, at(3600)) == ()


def test_a_place_never_lowers_a_skill() -> None:
    employee = an_employee(skills={"baggage": 5}, seats=0, places=(a_place(),))
    assert "skill:baggage:5" in seat_plans(employee, OPEN, NOON)[0].tokens


def test_the_next_change_is_the_nearest_edge_that_lies_ahead() -> None:
    employee = an_employee(
        certificates=(Certificate("a", at(500)), Certificate("b")),
        shifts=(Shift(at(-100), at(300)),),
        places=(a_place(until=at(400)), a_place(grant="g0", until=at(100), closed="stood_down")),
    )
    assert next_change(employee, NOON) == at(300)
    assert next_change(employee, at(300)) == at(400)
    assert next_change(an_employee(), NOON) is None
