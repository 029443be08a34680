"""Attribution: a contact's touches and sales, and which touch a sale is credited to under each model.

A touch is a conversation the contact opened, or a reply they got. A sale is credited to the first or to the last touch
within the window of days before it. Touches and sales may come in any order: the credit of each sale is kept with it,
so that a late touch takes back exactly what was counted and counts the new credit. A refund or correction is a sale
that names another one: it has the credit of that sale, and its amount is counted when it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from services.analytics.domain.facts import Fact

Model = Literal["last_touch", "first_touch"]
MODELS: tuple[Model, ...] = ("last_touch", "first_touch")

MOST_TOUCHES = 400  # of one contact; the oldest go first, and the credit they were given stays
MOST_SALES = 200


@dataclass(frozen=True, slots=True, order=True)
class Touch:
    """A moment of contact in a conversation; `employee` is the author of the reply, empty where the contact began."""

    at: datetime
    conversation: str
    channel: str
    employee: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """A conversion with its credits: the touch each model gives it to, None when none lies in the window.

    `corrects` is the id of the sale that this one changes by its amount, a negative one for a refund.
    """

    at: datetime
    id: str
    kind: str
    amount_minor: int
    currency: str
    last_touch: Touch | None = None
    first_touch: Touch | None = None
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """The touches and sales of one contact, oldest first. `revision` fences concurrent writers."""

    touches: tuple[Touch, ...] = ()
    sales: tuple[Sale, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """The addition of a batch to a journey."""

    touches: tuple[Touch, ...] = ()
    sales: tuple[Sale, ...] = ()


def credit(sale: Sale, touches: Iterable[Touch], window: timedelta) -> Sale:
    """Credit a sale to the first and the last touch within the window before it (both ends included)."""
    near = [touch for touch in touches if sale.at - window <= touch.at <= sale.at]
    return replace(sale, first_touch=min(near, default=None), last_touch=max(near, default=None))


def corrected(sales: Iterable[Sale], correction: Sale) -> Sale:
    """Credit a correction as its sale is: the one it names, else the newest before it in its currency.

    Where there is neither (any more), it keeps the credit it had.
    """
    plain = [sale for sale in sales if sale.corrects is None]
    named = [sale for sale in plain if sale.id == correction.corrects]
    before = [sale for sale in plain if sale.at <= correction.at and sale.currency == correction.currency]
    home = next(iter(named or before[-1:]), None)
    if home is None:
        return correction
    return replace(correction, first_touch=home.first_touch, last_touch=home.last_touch)


def advance(journey: Journey, step: JourneyStep, window: timedelta) -> Journey:
    """The journey after a batch; a sale that is there already is not taken twice."""
    touches = tuple(sorted({*journey.touches, *step.touches}))
    by_id = {sale.id: sale for sale in step.sales} | {sale.id: sale for sale in journey.sales}
    sales = sorted(by_id.values(), key=lambda sale: (sale.at, sale.id))
    earned = [sale if sale.corrects is not None else credit(sale, touches, window) for sale in sales]
    credits = [sale if sale.corrects is None else corrected(earned, sale) for sale in earned]
    return Journey(touches[-MOST_TOUCHES:], tuple(credits)[-MOST_SALES:], journey.revision + 1)


def credited(brand: str, sales: Iterable[Sale]) -> list[Fact]:
    """The facts of the credits these sales have now."""
    return [
        sale_fact(brand, sale, f"sale_{model}", touch)
        for sale in sales
        for model in MODELS
        if (touch := _TOUCH[model](sale)) is not None
    ]


def sale_fact(brand: str, sale: Sale, kind: str = "sale", touch: Touch | None = None) -> Fact:
    """A sale as a fact; with a touch, as credited to it. Amounts of several currencies are never one sum.

    A correction changes the amount and is no further sale.
    """
    labels = {"currency": sale.currency, "conversion": sale.kind}
    if touch is not None:
        labels["currency_channel"] = f"{sale.currency} {touch.channel}"
        labels["currency_employee"] = f"{sale.currency} {touch.employee or 'nobody'}"
    return Fact(brand, kind, sale.at, labels, {"amount": sale.amount_minor}, 1 if sale.corrects is None else 0)


_TOUCH: dict[Model, Callable[[Sale], Touch | None]] = {
    "last_touch": lambda sale: sale.last_touch,
    "first_touch": lambda sale: sale.first_touch,
}
