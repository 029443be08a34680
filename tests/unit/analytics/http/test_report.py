"""The report speaks as people do, and its drawings hold what they are given."""

from datetime import timedelta

import pytest

from services.analytics.http.parameters import form_of
from services.analytics.http.report import svg, words
from services.analytics.http.report.bars import Bar, bar_chart
from services.analytics.http.report.charts import Band, PlotFrame, PlotLine, line_chart, stacked_chart
from services.analytics.http.report.csv_form import safe
from tests.support.analytics.builders import NOON, later

FRAME = PlotFrame([NOON + timedelta(minutes=i) for i in range(10)], 60)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "–"),
        (0, "0 s"),
        (0.48, "480 ms"),
        (5, "5 s"),
        (59.7, "1 min"),
        (190, "3 min 10 s"),
        (7500, "2 h 5 min"),
        (273_600, "3 d 4 h"),
    ],
)
def test_a_time_is_said_in_two_units_at_most(seconds: float | None, said: str) -> None:
    assert words.duration(seconds) == said


def test_money_is_said_in_the_digits_of_its_currency() -> None:
    assert words.money(123_456, "EUR") == "EUR 1,234.56"
    assert words.money(1_200, "JPY") == "JPY 1,200"
    assert words.short_money(123_456, "EUR") == "EUR 1,235"


def test_bars_of_refunds_alone_are_drawn_without_length() -> None:
    drawn = bar_chart("Sales", [Bar("X", -500, "EUR -5.00"), Bar("E-mail", 0, "EUR 0.00")])
    assert drawn.count('width="3.0"') == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@cmd", "\tx", "\r=1", "\uff1d1+1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe("plain") == "plain"


@pytest.mark.parametrize("top", [0.4, 1, 3, 7, 99, 121, 5400, 1e6])
def test_ticks_are_few_and_reach_the_top(top: float) -> None:
    marks = svg.ticks(top)
    assert marks[0] == 0
    assert marks[-1] >= top * 0.999
    assert 2 <= len(marks) <= 6


def test_an_axis_of_factors_holds_its_range() -> None:
    marks = svg.log_ticks(3, 500)
    assert marks[0] <= 3
    assert marks[-1] >= 500
    assert len(svg.log_ticks(10, 10)) >= 2


def test_a_gap_breaks_a_line_unless_it_is_joined() -> None:
    values = [1.0, 2.0, None, 4.0, 5.0, 5.0, None, 1.0, 2.0, 3.0]
    assert line_chart(FRAME, "Gaps", [PlotLine("a", values, "c1")]).count('class="line') == 3
    assert line_chart(FRAME, "Gaps", [PlotLine("a", values, "c1", joined=True)]).count('class="line') == 1


def test_an_incident_under_way_is_shaded_to_the_end() -> None:
    over = line_chart(
        PlotFrame(FRAME.starts, 60, [Band(later(60), later(120), "i")]), "v", [PlotLine("a", [1.0] * 10, "c1")]
    )
    open_ = line_chart(
        PlotFrame(FRAME.starts, 60, [Band(later(60), None, "i")]), "v", [PlotLine("a", [1.0] * 10, "c1")]
    )
    assert "mark done" in over
    assert "mark done" not in open_


def test_a_plot_without_numbers_says_so() -> None:
    assert "Nothing in this time" in line_chart(FRAME, "Empty", [PlotLine("a", [None] * 10, "c1")])
    assert "Nothing in this time" in stacked_chart(FRAME, "Empty", [PlotLine("a", [0.0] * 10, "c1")])


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "json"),
        ("*/*", "json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("application/json;q=0.5, text/csv", "csv"),
        ("text/html;q=0", "json"),
        ("image/png", "json"),
        ("text/csv;q=x", "json"),
    ],
)
def test_the_form_follows_what_is_accepted(accept: str | None, form: str) -> None:
    assert form_of(accept) == form
