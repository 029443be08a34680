"""Places are given once however often the grant comes, and always taken back."""

from services.routing.domain import surge
from services.routing.domain.employee import VolunteerPlace, open_places
from tests.support.routing.builders import NOON, an_employee, at


def a_place(grant: str = "g1", incident: str = "inc1", until: float = 60) -> VolunteerPlace:
    return VolunteerPlace(incident, grant, 2, {}, (), at(until))


def test_a_replayed_grant_changes_nothing_even_after_the_place_was_taken_back() -> None:
    once = surge.grant(an_employee(), a_place())
    assert surge.grant(once, a_place()) == once
    revoked = surge.revoke(once, "inc1", "stood_down", NOON)
    assert open_places(surge.grant(revoked, a_place()), NOON) == ()


def test_a_newer_grant_replaces_the_older_of_the_same_incident() -> None:
    twice = surge.grant(surge.grant(an_employee(), a_place("g1")), a_place("g2"))
    assert [place.grant for place in open_places(twice, NOON)] == ["g2"]


def test_revoking_touches_that_incident_only_and_nothing_when_there_is_none() -> None:
    both = surge.grant(surge.grant(an_employee(), a_place("g1", "inc1")), a_place("g2", "inc2"))
    assert [place.incident for place in open_places(surge.revoke(both, "inc1", "withdrawn", NOON), NOON)] == ["inc2"]
    assert surge.revoke(both, "inc3", "withdrawn", NOON) == both


def test_a_place_expires_at_its_time_and_says_for_which_incident() -> None:
    employee = surge.grant(an_employee(), a_place())
    assert surge.expire(employee, at(59)) == (employee, ())
    expired, incidents = surge.expire(employee, at(60))
    assert incidents == ("inc1",)
    assert expired.places[0].closed == "expired"


def test_old_closed_places_are_forgotten_but_never_an_open_one() -> None:
    employee = surge.grant(an_employee(), a_place("open", "kept"))
    for n in range(surge.MAX_CLOSED_PLACES + 5):
        employee = surge.revoke(surge.grant(employee, a_place(f"g{n}", f"i{n}")), f"i{n}", "stood_down", NOON)
    employee = surge.grant(employee, a_place("last", "last"))
    assert len([place for place in employee.places if place.closed]) == surge.MAX_CLOSED_PLACES
    assert {place.incident for place in open_places(employee, NOON)} == {"kept", "last"}
