"""Attribution: a contact's touches and sales, and which touch a sale is credited to under each model.

A touch is a conversation the contact opened, or a reply they got. A sale is credited to the first or to the last touch
within the window of days before it. Touches and sales may come in any order: the credit of each sale is kept with it,
so that a late touch takes back exactly what was counted and counts the new credit.
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
    """A conversion with its credits: the touch each model gives it to, None when none lies in the window."""

    at: datetime
    id: str
    kind: str
    amount_minor: int
    currency: str
    last_touch: Touch | None = None
    first_touch: Touch | None = None


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


def advance(journey: Journey, step: JourneyStep, window: timedelta) -> Journey:
    """The journey after a batch; a sale that is there already is not taken twice."""
    touches = tuple(sorted({*journey.touches, *step.touches}))
    by_id = {sale.id: sale for sale in step.sales} | {sale.id: sale for sale in journey.sales}
    sales = sorted(by_id.values(), key=lambda sale: (sale.at, sale.id))
    return Journey(
        touches[-MOST_TOUCHES:],
        tuple(credit(sale, touches, window) for sale in sales)[-MOST_SALES:],
        journey.revision + 1,
    )


def credited(brand: str, sales: Iterable[Sale]) -> list[Fact]:
    """The facts of the credits these sales have now."""
    return [
        sale_fact(brand, sale, f"sale_{model}", touch)
        for sale in sales
        for model in MODELS
        if (touch := _TOUCH[model](sale)) is not None
    ]


def sale_fact(brand: str, sale: Sale, kind: str = "sale", touch: Touch | None = None) -> Fact:
    """A sale as a fact; with a touch, as credited to it. Amounts of several currencies are never one sum."""
    labels = {"currency": sale.currency, "conversion": sale.kind}
    if touch is not None:
        labels["currency_channel"] = f"{sale.currency} {touch.channel}"
        labels["currency_employee"] = f"{sale.currency} {touch.employee or 'nobody'}"
    return Fact(brand, kind, sale.at, labels, {"amount": sale.amount_minor})


_TOUCH: dict[Model, Callable[[Sale], Touch | None]] = {
    "last_touch": lambda sale: sale.last_touch,
    "first_touch": lambda sale: sale.first_touch,
}
