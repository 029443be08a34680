"""The catalogue of measures: what each one means, its unit, its dimensions, and how a fact contributes to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

How = Literal["count", "sum", "sketch", "gauge"]
Form = Literal["ratio", "level"]

SECONDS = "seconds"
MINOR_UNITS = "minor units"
STORED_PER_SECOND = 1000  # durations are stored as whole milliseconds


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that facts contribute to.

    `how`: `count` adds one per fact, `sum` adds its `amount`, `sketch` keeps quantiles of it, `gauge` keeps mean and
    peak of readings. `lifelong` keeps a total of all time beside the windows, for the levels that need it.
    """

    name: str
    title: str
    unit: str
    how: How
    fact: str
    amount: str | None = None
    dimensions: tuple[str, ...] = ()
    lifelong: bool = False

    @property
    def scale(self) -> int:
        """The divisor of a stored amount, to be in the measure's unit."""
        return STORED_PER_SECOND if self.unit == SECONDS else 1


@dataclass(frozen=True, slots=True)
class Derived:
    """A measure made of two others: `ratio` divides the first by the second, `level` is all first less all second."""

    name: str
    title: str
    unit: str
    form: Form
    of: tuple[str, str]
    dimensions: tuple[str, ...] = ()


TASK_DIMENSIONS = ("queue", "team", "employee")
SALE = ("currency", "currency_channel", "currency_employee")

COUNTED: tuple[Measure, ...] = (
    Measure(
        "volume_in",
        "Messages received",
        "messages",
        "count",
        "message_in",
        dimensions=("channel", "integration", "language", "sentiment", "triage"),
    ),
    Measure("volume_out", "Messages sent", "messages", "count", "message_out", dimensions=("channel", "integration")),
    Measure("reach", "Reach of the messages received", "people", "sum", "message_in", "reach", ("channel",)),
    Measure("replies", "Replies sent", "replies", "count", "reply_sent", dimensions=("channel", "employee")),
    Measure("replies_failed", "Replies not delivered", "replies", "count", "reply_failed", dimensions=("outcome",)),
    Measure("triage_overridden", "Triage changed by people", "messages", "count", "overridden", dimensions=("triage",)),
    Measure(
        "conversations_opened",
        "Conversations opened or reopened",
        "conversations",
        "count",
        "opened",
        dimensions=("channel",),
    ),
    Measure(
        "conversations_resolved",
        "Conversations resolved",
        "conversations",
        "count",
        "resolved",
        dimensions=("channel",),
    ),
    Measure(
        "waits_began",
        "Waits for an answer that began",
        "conversations",
        "count",
        "wait_began",
        dimensions=("channel",),
        lifelong=True,
    ),
    Measure(
        "waits_ended",
        "Waits for an answer that ended",
        "conversations",
        "count",
        "wait_ended",
        dimensions=("channel",),
        lifelong=True,
    ),
    Measure(
        "first_response",
        "Time to first response",
        SECONDS,
        "sketch",
        "first_response",
        "response",
        ("channel", "language"),
    ),
    Measure("response", "Time to any response", SECONDS, "sketch", "response", "response", ("channel",)),
    Measure("resolution", "Time to resolution", SECONDS, "sketch", "resolved", "resolution", ("channel",)),
    Measure(
        "sla_stopped",
        "SLA clocks ended or past their time",
        "clocks",
        "count",
        "clock_decided",
        dimensions=("clock", "channel"),
    ),
    Measure("sla_met", "SLA clocks met", "clocks", "count", "clock_met", dimensions=("clock", "channel")),
    Measure(
        "sla_breached",
        "SLA clocks that passed their time",
        "clocks",
        "count",
        "clock_breached",
        dimensions=("clock", "channel"),
    ),
    Measure("tasks_queued", "Tasks queued", "tasks", "count", "task_queued", dimensions=("queue", "team")),
    Measure("offers", "Offers made", "offers", "count", "offer_made", dimensions=TASK_DIMENSIONS),
    Measure(
        "offers_closed", "Offers not taken", "offers", "count", "offer_closed", dimensions=("outcome", *TASK_DIMENSIONS)
    ),
    Measure("accepted", "Offers accepted", "tasks", "count", "task_assigned", dimensions=TASK_DIMENSIONS),
    Measure("waited", "Wait for an employee", SECONDS, "sketch", "task_assigned", "waited", ("queue", "team")),
    Measure("completed", "Tasks completed", "tasks", "count", "task_completed", dimensions=TASK_DIMENSIONS),
    Measure("handled_time", "Time spent handling", SECONDS, "sum", "task_completed", "handled", TASK_DIMENSIONS),
    Measure("tasks_waiting", "Tasks waiting", "tasks", "gauge", "staffing", "waiting"),
    Measure("oldest_wait", "Longest wait now", SECONDS, "gauge", "staffing", "oldest_wait"),
    Measure("employees_online", "Employees online", "employees", "gauge", "staffing", "online"),
    Measure("seats", "Seats", "seats", "gauge", "staffing", "seats"),
    Measure("seats_busy", "Seats taken", "seats", "gauge", "staffing", "seats_busy"),
    Measure("surge_opened", "Surge places opened", "places", "count", "surge_opened", lifelong=True),
    Measure("surge_closed", "Surge places closed", "places", "count", "surge_closed", lifelong=True),
    Measure("signals", "Signals raised", "signals", "count", "signal", dimensions=("signal",)),
    Measure("stories", "Stories found", "stories", "count", "story"),
    Measure("incidents", "Incidents declared", "incidents", "count", "incident", dimensions=("severity",)),
    Measure("pages", "Pages sent", "pages", "count", "page"),
    Measure("volunteers_asked", "Volunteers asked", "employees", "count", "volunteer_asked"),
    Measure(
        "volunteers_answered",
        "Answers of volunteers",
        "employees",
        "count",
        "volunteer_answered",
        dimensions=("answer",),
    ),
    Measure(
        "ledger",
        "Events accounted for",
        "events",
        "count",
        "accounted",
        dimensions=("outcome", "channel", "integration"),
    ),
    Measure("conversions", "Conversions reported", "conversions", "count", "sale", dimensions=("conversion",)),
    Measure("sales", "Sales reported, less refunds", MINOR_UNITS, "sum", "sale", "amount", ("currency",)),
    Measure("corrections", "Refunds and corrections", MINOR_UNITS, "sum", "correction", "amount", ("currency",)),
    Measure("sales_last_touch", "Sales by last touch", MINOR_UNITS, "sum", "sale_last_touch", "amount", SALE),
    Measure("sales_first_touch", "Sales by first touch", MINOR_UNITS, "sum", "sale_first_touch", "amount", SALE),
)

DERIVED: tuple[Derived, ...] = (
    Derived("sla_attainment", "SLA attainment", "share", "ratio", ("sla_met", "sla_stopped"), ("clock", "channel")),
    Derived(
        "backlog", "Conversations that wait for an answer", "conversations", "level", ("waits_began", "waits_ended")
    ),
    Derived("surge_places", "Surge places filled", "places", "level", ("surge_opened", "surge_closed")),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in COUNTED}
CATALOGUE: dict[str, Measure | Derived] = {**MEASURES, **{derived.name: derived for derived in DERIVED}}


def _by_fact(measures: Iterable[Measure]) -> dict[str, tuple[Measure, ...]]:
    by_fact: dict[str, tuple[Measure, ...]] = {}
    for measure in measures:
        by_fact[measure.fact] = (*by_fact.get(measure.fact, ()), measure)
    return by_fact


BY_FACT: dict[str, tuple[Measure, ...]] = _by_fact(COUNTED)
