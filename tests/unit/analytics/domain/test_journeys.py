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


def a_refund(seconds: float, corrects: str, amount: int = -5_000, id_: str = "r1") -> Sale:
    return Sale(later(seconds), id_, "sale", amount, "EUR", corrects=corrects)


def sums(journey: Journey) -> dict[str, int]:
    """The attributed amount by employee, last touch."""
    found: dict[str, int] = {}
    for fact in credited("klm", journey.sales):
        if fact.kind == "sale_last_touch":
            key = fact.labels["currency_employee"]
            found[key] = found.get(key, 0) + fact.amounts["amount"]
    return found


def test_a_refund_takes_back_from_the_touch_that_earned_its_sale_however_late_it_comes() -> None:
    touches = (a_touch(-60, employee="anna"), a_touch(30 * DAY, "c9", employee="bert"))
    steps = [
        JourneyStep(touches),
        JourneyStep((), (a_sale(0),)),
        JourneyStep((), (a_sale(31 * DAY, "s2"),)),
        JourneyStep((), (a_refund(32 * DAY, "s1"),)),
    ]
    for order in itertools.permutations(steps):
        journey = Journey()
        for step in order:
            journey = advance(journey, step, WEEK)
        assert sums(journey) == {"EUR anna": 0, "EUR bert": 5_000}


def test_a_refund_that_names_no_known_sale_takes_from_the_newest_one_before_it() -> None:
    touches = (a_touch(-60, employee="anna"), a_touch(DAY - 1, "c2", employee="bert"))
    sales = (a_sale(0), a_sale(DAY, "s2"), a_refund(2 * DAY, "unknown", -1_000))
    assert sums(advance(Journey(), JourneyStep(touches, sales), WEEK)) == {"EUR anna": 5_000, "EUR bert": 4_000}


def test_a_refund_without_a_sale_is_credited_to_nobody() -> None:
    journey = advance(Journey(), JourneyStep((a_touch(-60),), (a_refund(0, "s1"),)), WEEK)
    assert credited("klm", journey.sales) == []


def test_a_correction_changes_the_amount_and_is_no_further_sale() -> None:
    step = JourneyStep((a_touch(-60),), (a_sale(0), a_refund(5, "s1", 300)))
    facts = [fact for fact in credited("klm", advance(Journey(), step, WEEK).sales) if fact.kind == "sale_last_touch"]
    assert sorted((fact.amounts["amount"], fact.counts) for fact in facts) == [(300, 0), (5_000, 1)]
