"""A month of events for `bench.reports`, written as analytics counts them: its own tally, its own ledger.

An hour of one kind of event is at most `DRAWS` different ones, each counted as often as it takes; all of an hour stand
in its first minute. Labels and durations are spread as in a company with `EMPLOYEES` at work.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from chassis.clock import SystemClock
from chassis.mongo import Mongo
from deploy.local.seed import CHANNELS
from services.analytics.application.ports import CountedBatch
from services.analytics.domain.facts import Fact
from services.analytics.domain.tally import Tally, shelves
from services.analytics.domain.vocabulary import Shelf, Vocabulary, limit_of
from services.analytics.domain.windows import TimeSpan, WindowCalendar
from services.analytics.persistence.unit_of_work import MongoLedger
from services.analytics.settings import AnalyticsSettings
from services.analytics.wiring import NAME

SHARES = {"stored": 0.40, "replied": 0.12, "resolved": 0.10, "queued": 0.10, "offered": 0.12, "assigned": 0.10}
"""The share of each kind of event; the rest are completed tasks."""
COMPLETED = "completed"
READINGS = 60  # of the staffing in an hour, beside the events and whatever their number
DRAWS = 300
EMPLOYEES = 400
LANGUAGES = ("en", "nl", "fr", "de", "es")
SENTIMENTS = ("negative", "neutral", "positive")
TRIAGES = ("respond", "monitor", "escalate", "ignore")
QUEUES = ("care", "baggage", "claims", "crisis", "sales")
TOTALS = {
    "stored": ("volume_in", "ledger", "waits_began"),
    "replied": ("replies", "volume_out", "response", "first_response", "sla_stopped", "waits_ended"),
    "resolved": ("conversations_resolved", "resolution"),
    "queued": ("tasks_queued",),
    "offered": ("offers",),
    "assigned": ("accepted", "waited"),
    COMPLETED: ("completed", "handled_time"),
}
"""The measures whose totals are the number of events of each kind."""

Progress = Callable[[int, int], None]


def numbers(events: int) -> dict[str, int]:
    """How many events of each kind there are among so many."""
    found = {kind: round(events * share) for kind, share in SHARES.items()}
    return found | {COMPLETED: events - sum(found.values())}


def shared_out(count: int, places: int) -> list[int]:
    """A count in so many parts that differ by one at most; no part is below one, so there may be fewer."""
    each, more = divmod(count, places)
    return [part for place in range(places) if (part := each + (place < more))]


async def write(
    mongo: Mongo, local: WindowCalendar, brand: str, span: TimeSpan, events: int, chance: random.Random, told: Progress
) -> None:
    """Count so many events of a brand, spread over the hours of a span of whole days, in one batch a day.

    `local` is the calendar in the brand's zone; `told` hears how many of the days are written.
    """
    settings = AnalyticsSettings()
    calendar = settings.calendar()
    ledger = MongoLedger(mongo, SystemClock(), calendar, settings.retention(), group=NAME, stripe=0)
    await ledger.counted_before([(brand, "none")], ())  # has it learn where the rows of the brand are
    days, hours = local.starts(span, "day"), local.starts(span, "hour")
    of_hour = {kind: shared_out(count, len(hours)) for kind, count in numbers(events).items()}
    for done, day in enumerate(days):
        facts: list[tuple[Fact, int]] = []
        for place, hour in enumerate(hours):
            if local.start("day", hour) == day:
                counts = {kind: parts[place] for kind, parts in of_hour.items() if place < len(parts)}
                facts += _hour(brand, hour, counts, chance)
        lines = _lines(fact for fact, _ in facts)
        tally = Tally(calendar, lines, lambda _: local.zone)
        for fact, times in facts:
            tally.add(fact, times)
        await ledger.commit(CountedBatch(cells=tally.cells(), vocabularies=lines))
        told(done + 1, len(days))


def _lines(facts: Iterator[Fact]) -> dict[Shelf, Vocabulary]:
    return {shelf: Vocabulary(limit_of(shelf.dimension)).admit(values) for shelf, values in shelves(facts).items()}


def _hour(brand: str, at: datetime, counts: Mapping[str, int], chance: random.Random) -> Iterator[tuple[Fact, int]]:
    for kind, count in counts.items():
        for times in shared_out(count, DRAWS):
            yield from ((fact, times) for fact in _facts(kind, brand, at, chance))
    readings = {"waiting": chance.randrange(200), "online": EMPLOYEES, "seats": 3 * EMPLOYEES}
    busy = {"seats_busy": chance.randrange(3 * EMPLOYEES), "oldest_wait": chance.randrange(600_000)}
    yield Fact(brand, "staffing", at, {}, readings | busy), READINGS


def _facts(kind: str, brand: str, at: datetime, chance: random.Random) -> Iterator[Fact]:
    """The facts of one event, as the readers of analytics make them."""
    channel = {"channel": chance.choice(CHANNELS)}
    account = channel | {"integration": f"{brand}_{channel['channel']}"}
    employee = {"employee": f"bench-{chance.randrange(EMPLOYEES)}"}
    task = {"queue": chance.choice(QUEUES), "team": f"team-{chance.randrange(12)}"} | employee
    milliseconds = round(chance.lognormvariate(13.5, 1.2))  # around 12 minutes, from seconds to a day
    if kind == "stored":
        said = {"language": chance.choice(LANGUAGES), "sentiment": chance.choice(SENTIMENTS)}
        judged = {"triage": chance.choice(TRIAGES)}
        yield Fact(brand, "accounted", at, account | {"outcome": "stored"})
        yield Fact(brand, "message_in", at, account | said | judged, {"reach": chance.randrange(5_000)})
        yield Fact(brand, "wait_began", at, channel)
    elif kind == "replied":
        answered, took = account | {"language": chance.choice(LANGUAGES)}, {"response": milliseconds}
        yield Fact(brand, "reply_sent", at, channel | employee)
        for each in ("message_out", "response", "first_response"):
            yield Fact(brand, each, at, answered, took)
        yield Fact(brand, "wait_ended", at, channel)
        for each in ("clock_decided", "clock_met" if chance.random() < 0.9 else "clock_breached"):
            yield Fact(brand, each, at, channel | {"clock": "first_response"})
    elif kind == "resolved":
        yield Fact(brand, "resolved", at, channel, {"resolution": milliseconds})
    elif kind == "queued":
        yield Fact(brand, "task_queued", at, task)
    elif kind == "offered":
        yield Fact(brand, "offer_made", at, task)
    elif kind == "assigned":
        yield Fact(brand, "task_assigned", at, task, {"waited": milliseconds})
    else:
        yield Fact(brand, "task_completed", at, task, {"handled": milliseconds})
