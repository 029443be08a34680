"""The parts of the page: tiles with the figures that matter, plots in cards, incidents, load and sales."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from contracts.http.analytics import Group, Overview, Point
from services.analytics.http.report import words
from services.analytics.http.report.bars import ROW, Bar, bar_chart, share_bars
from services.analytics.http.report.card import card
from services.analytics.http.report.charts import PlotFrame, PlotLine, line_chart, stacked_chart

SENTIMENT = {"negative": "c2", "neutral": "c6", "positive": "c4", "unknown": "c3"}
TRIAGE = {"escalate": "c2", "respond": "c1", "monitor": "c3", "ignore": "c6"}
MODELS = {"last_touch": "last touch", "first_touch": "first touch"}


def tile(label: str, figure: str, note: str, css: str = "") -> str:
    """A figure that matters."""
    return (
        f'<div class="tile {css}"><span class="label">{escape(label)}</span><b>{escape(figure)}</b>'
        f"<span>{escape(note)}</span></div>"
    )


def values(points: Iterable[Point]) -> list[float | None]:
    """The values of points."""
    return [point.value for point in points]


def tiles(overview: Overview) -> str:
    """The figures a reader wants first."""
    totals, series = overview.totals, overview.series
    first, sla = totals["first_response"], totals["sla_attainment"]
    peak = max((point.count for point in series["volume_in"]), default=0)
    left = overview.series["backlog"][-1].value if overview.series["backlog"] else 0
    resolved = totals["conversations_resolved"].count
    met = sla.value is None or sla.value >= 0.9  # below nine in ten an operator wants to look
    shown = [
        tile("Messages in", words.number(totals["volume_in"].count), f"most in a {overview.window}: {peak:,}"),
        tile("Replies sent", words.number(totals["replies"].count), f"{words.number(resolved)} resolved"),
        tile("First response", words.duration(first.p50), f"median; 9 in 10 within {words.duration(first.p90)}"),
        tile("SLA met", words.share(sla.value), f"of {sla.count:,} clocks", "good" if met else "alarm"),
        tile("Waiting now", words.number(left), "conversations without an answer"),
    ]
    asked = totals["volunteers_asked"].count
    if asked:
        yes = next((g.total.count for g in overview.groups["volunteers_answered.answer"] if g.key == "accepted"), 0)
        shown.append(tile("Volunteers", words.number(yes), f"said yes, of {asked:,} asked"))
    sales = [sales for sales in overview.attribution[0].currencies if sales.attributed_minor]
    if sales:
        amount = words.short_money(sales[0].attributed_minor, sales[0].currency)
        shown.append(tile("Sales attributed", amount, f"{sales[0].attributed_conversions:,} sales, last touch"))
    return f'<div class="tiles">{"".join(shown)}</div>'


def volume(frame: PlotFrame, overview: Overview) -> str:
    """Messages in and out over time, with the incidents behind."""
    lines = [
        PlotLine("Received", values(overview.series["volume_in"]), "c1", filled=True),
        PlotLine("Sent", [point.value for point in overview.series["volume_out"]], "c4"),
    ]
    note = f"Messages per {overview.window} of {words.duration(overview.window_seconds)}"
    note += "; the shaded time is an incident, from its declaration to its stand-down." if frame.bands else "."
    return card("Messages over time", note, line_chart(frame, "Messages over time", lines), wide=True)


def layers(groups: Sequence[Group], colours: dict[str, str]) -> list[PlotLine]:
    """The groups as layers, in the order of their colours."""
    by_key = {group.key: group for group in groups}
    return [PlotLine(words.name(key), values(by_key[key].items), css) for key, css in colours.items() if key in by_key]


def over_time(frame: PlotFrame, overview: Overview) -> list[str]:
    """Sentiment, triage, response, SLA and backlog over time."""
    groups = overview.groups
    return [
        _response(frame, overview),
        _backlog(frame, overview),
        card(
            "Sentiment",
            "What could be read; where too few words were known it says unknown.",
            stacked_chart(frame, "Messages by sentiment", layers(groups["volume_in.sentiment"], SENTIMENT)),
        ),
        card(
            "Triage",
            "What the messages asked of us.",
            stacked_chart(frame, "Messages by triage", layers(groups["volume_in.triage"], TRIAGE)),
        ),
        _people(frame, overview),
        sla(frame, overview),
    ]


def _response(frame: PlotFrame, overview: Overview) -> str:
    first = overview.series["first_response"]
    lines = [
        PlotLine(label, [getattr(point, q) for point in first], css, joined=True)
        for label, q, css in (("99 %", "p99", "c2"), ("90 %", "p90", "c3"), ("Median", "p50", "c1"))
    ]
    return card(
        "Time to first response",
        "How long people waited for their first answer; equal steps are equal factors.",
        line_chart(frame, "Time to first response", lines, "log"),
    )


def _backlog(frame: PlotFrame, overview: Overview) -> str:
    lines = [
        PlotLine("Waiting for an answer", values(overview.series["backlog"]), "c5", filled=True),
        PlotLine("Tasks waiting", values(overview.series["tasks_waiting"]), "c3", joined=True),
    ]
    note = "Conversations that wait for an answer of ours, and tasks that wait for an employee."
    return card("Backlog", note, line_chart(frame, "Backlog", lines))


def _people(frame: PlotFrame, overview: Overview) -> str:
    lines = [
        PlotLine("Online", values(overview.series["employees_online"]), "c1", joined=True),
        PlotLine("Surge places", values(overview.series["surge_places"]), "c2", filled=True),
    ]
    note = "Employees online, and volunteers with a temporary place."
    return card("People", note, line_chart(frame, "People", lines))


def sla(frame: PlotFrame, overview: Overview) -> str:
    """SLA attainment by promise, and over time."""
    bars = [
        Bar(words.name(group.key), group.total.value or 0, f"{words.share(group.total.value)} of {group.total.count:,}")
        for group in overview.groups["sla_attainment.clock"]
    ]
    line = PlotLine("Met", values(overview.series["sla_attainment"]), "c4", joined=True)
    low = replace(frame, height=frame.height - ROW * len(bars))
    drawn = line_chart(low, "SLA attainment over time", [line], "share") + bar_chart("SLA attainment", bars, 1.0)
    return card("SLA attainment", "Promises kept; one past its time is broken, also while its clock runs.", drawn)


def splits(overview: Overview) -> list[str]:
    """By channel and language, and the ledger."""

    def counts(path: str) -> list[tuple[str, int]]:
        return [(group.key, group.total.count) for group in overview.groups[path]]

    return [
        card("Channels", "Messages received.", share_bars("Messages by channel", counts("volume_in.channel"))),
        card("Languages", "Messages received.", share_bars("Messages by language", counts("volume_in.language"), "c5")),
        card(
            "Ledger",
            "What became of every event: nothing disappears.",
            share_bars("Events by outcome", counts("ledger.outcome"), "c6"),
        ),
    ]
