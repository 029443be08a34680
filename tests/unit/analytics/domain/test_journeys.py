"""Sales are credited to touches, in whatever order both become known."""

import itertools
from datetime import timedelta

from services.analytics.domain.journeys import Journey, JourneyStep, Sale, Touch, advance, credited
from tests.support.analytics.builders import later

WEEK = timedelta(days=7)
DAY = 86_400


def a_touch(seconds: float, conversation: str = "c1", channel: str = "x", employee: str = "") -> Touch:
    return Touch(later(seconds), conversation, channel, employee)


def a_sale(seconds: float, id_: str = "s1") -> Sale:
    return Sale(later(seconds), id_, "sale", 5_000, "EUR")


def test_the_last_and_the_first_touch_within_the_window_get_the_credit() -> None:
    touches = (a_touch(-8 * DAY, "old"), a_touch(-3 * DAY, "mail", "email"), a_touch(-60, "x", "x", "anna"))
    (sale,) = advance(Journey(), JourneyStep(touches, (a_sale(0),)), WEEK).sales
    assert sale.first_touch is not None
    assert sale.first_touch.conversation == "mail"
    assert sale.last_touch is not None
    assert sale.last_touch.employee == "anna"


def test_a_touch_after_the_sale_or_before_the_window_earns_nothing() -> None:
    journey = advance(Journey(), JourneyStep((a_touch(1), a_touch(-8 * DAY)), (a_sale(0),)), WEEK)
    assert journey.sales[0].last_touch is None
    assert credited("klm", journey.sales) == []


def test_the_order_in_which_touches_and_sales_arrive_does_not_matter() -> None:
    steps = [
        JourneyStep((a_touch(-60),)),
        JourneyStep((a_touch(-2 * DAY, "c2", "email"),)),
        JourneyStep((), (a_sale(0),)),
        JourneyStep((), (a_sale(DAY, "s2"),)),
    ]
    ends = set()
    for order in itertools.permutations(steps):
        journey = Journey()
        for step in order:
            journey = advance(journey, step, WEEK)
        ends.add(journey)
    assert len(ends) == 1


def test_a_sale_that_is_known_is_not_taken_twice() -> None:
    once = advance(Journey(), JourneyStep((), (a_sale(0),)), WEEK)
    assert advance(once, JourneyStep((), (a_sale(0),)), WEEK).sales == once.sales


def test_amounts_of_different_currencies_stay_apart() -> None:
    sale = Sale(later(0), "s2", "sale", 700, "USD")
    journey = advance(Journey(), JourneyStep((a_touch(-1),), (a_sale(0), sale)), WEEK)
    last = [fact for fact in credited("klm", journey.sales) if fact.kind == "sale_last_touch"]
    assert {fact.labels["currency_channel"]: fact.amounts["amount"] for fact in last} == {"EUR x": 5_000, "USD x": 700}
