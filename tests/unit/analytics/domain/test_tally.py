"""Facts add up in every window they belong to, and can be taken back."""

from datetime import timedelta

from services.analytics.domain.facts import Fact
from services.analytics.domain.measures import BY_FACT, CATALOGUE, DERIVED, MEASURES
from services.analytics.domain.sketch import bucket_of
from services.analytics.domain.tally import Cell, Tally, shelves
from services.analytics.domain.vocabulary import Shelf, Vocabulary
from services.analytics.domain.windows import EVER_SECONDS, EVER_START, WindowCalendar
from tests.support.analytics.builders import NOON, later

CALENDAR = WindowCalendar()


def tally_of(*facts: Fact, limit: int = 10) -> Tally:
    lines = {shelf: Vocabulary(limit).admit(values) for shelf, values in shelves(facts).items()}
    tally = Tally(CALENDAR, lines)
    for fact in facts:
        tally.add(fact)
    return tally


def a_fact(seconds: float = 0, language: str = "en") -> Fact:
    return Fact("klm", "message_in", later(seconds), {"channel": "x", "language": language}, {"reach": 40})


def test_a_fact_counts_in_its_minute_hour_day_and_week() -> None:
    cells = tally_of(a_fact(5), a_fact(65)).cells()
    minute = Cell("klm", 60, NOON, "volume_in")
    assert cells[minute].add == {"n": 1, "by.channel.x.n": 1, "by.language.en.n": 1}
    assert cells[minute._replace(start=later(60))].add["n"] == 1
    assert cells[Cell("klm", 3600, NOON, "volume_in")].add["n"] == 2
    assert cells[Cell("klm", 86_400, NOON - timedelta(hours=12), "volume_in")].add["n"] == 2
    assert cells[Cell("klm", 604_800, NOON - timedelta(days=2, hours=12), "volume_in")].add["n"] == 2
    assert cells[Cell("klm", 60, NOON, "reach")].add == {"n": 1, "s": 40, "by.channel.x.n": 1, "by.channel.x.s": 40}


def test_a_late_fact_goes_to_its_own_window() -> None:
    cells = tally_of(a_fact(-7200)).cells()
    assert Cell("klm", 3600, later(-7200), "volume_in") in cells
    assert Cell("klm", 3600, NOON, "volume_in") not in cells


def test_only_lifelong_measures_have_a_total_of_all_time() -> None:
    cells = tally_of(Fact("klm", "wait_began", NOON, {"channel": "x"}), a_fact()).cells()
    assert {cell.measure for cell in cells if cell.seconds == EVER_SECONDS} == {"waits_began"}
    assert Cell("klm", EVER_SECONDS, EVER_START, "waits_began") in cells


def test_a_fact_that_is_taken_back_leaves_no_write() -> None:
    tally = tally_of(a_fact())
    tally.add(a_fact(), -1)
    assert tally.cells() == {}


def test_a_duration_goes_into_a_bucket() -> None:
    cells = tally_of(Fact("klm", "first_response", NOON, {"channel": "x"}, {"response": 60_000})).cells()
    add = cells[Cell("klm", 60, NOON, "first_response")].add
    assert add["s"] == 60_000
    assert add[f"b.{bucket_of(60_000)}"] == 1
    assert add[f"by.channel.x.b.{bucket_of(60_000)}"] == 1


def test_a_gauge_keeps_its_peak() -> None:
    readings = [
        Fact("klm", "staffing", later(second), {}, {"waiting": waiting}) for second, waiting in ((1, 4), (2, 9))
    ]
    cell = tally_of(*readings).cells()[Cell("klm", 60, NOON, "tasks_waiting")]
    assert cell.add == {"n": 2, "s": 13}
    assert cell.peak == {"hi": 9}


def test_a_fact_without_the_amount_does_not_count() -> None:
    cells = tally_of(Fact("klm", "task_completed", NOON, {"queue": "service"})).cells()
    assert {cell.measure for cell in cells} == {"completed"}


def test_a_language_beyond_the_limit_is_other() -> None:
    cells = tally_of(a_fact(language="en"), a_fact(language="nl"), limit=1).cells()
    assert cells[Cell("klm", 60, NOON, "volume_in")].add["by.language.other.n"] == 1


def test_shelves_are_per_month_and_only_for_open_dimensions() -> None:
    assert shelves([a_fact()]) == {Shelf("klm", "language", 202604): {"en"}}


def test_every_derived_measure_is_made_of_measures_that_exist() -> None:
    assert all(name in MEASURES for derived in DERIVED for name in derived.of)
    levels = [name for derived in DERIVED if derived.form == "level" for name in derived.of]
    assert all(MEASURES[name].lifelong for name in levels)
    assert len(CATALOGUE) == len(MEASURES) + len(DERIVED)
    assert sum(len(measures) for measures in BY_FACT.values()) == len(MEASURES)
