"""The parts of the page: tiles with the figures that matter, plots in cards, incidents, load and sales."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from contracts.http.analytics import Attribution, Group, IncidentReport, Load, Overview, Point
from services.analytics.http.report import words
from services.analytics.http.report.bars import ROW, Bar, bar_chart, share_bars
from services.analytics.http.report.charts import PlotFrame, PlotLine, line_chart, stacked_chart

SENTIMENT = {"negative": "c2", "neutral": "c6", "positive": "c4", "unknown": "c3"}
TRIAGE = {"escalate": "c2", "respond": "c1", "monitor": "c3", "ignore": "c6"}
MODELS = {"last_touch": "last touch", "first_touch": "first touch"}


def card(title: str, note: str, body: str, *, wide: bool = False) -> str:
    """A card with its title and one line that says what is seen."""
    said = f'<p class="note">{escape(note)}</p>' if note else ""
    return f'<section class="card{" wide" if wide else ""}"><h2>{escape(title)}</h2>{said}{body}</section>'


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
    found = [
        tile("Messages in", words.number(totals["volume_in"].count), f"most in a {overview.window}: {peak:,}"),
        tile("Replies sent", words.number(totals["replies"].count), f"{words.number(resolved)} resolved"),
        tile("First response", words.duration(first.p50), f"median; 9 in 10 within {words.duration(first.p90)}"),
        tile("SLA met", words.share(sla.value), f"of {sla.count:,} clocks", "good" if met else "alarm"),
        tile("Open now", words.number(left), "conversations at the end"),
    ]
    asked = totals["volunteers_asked"].count
    if asked:
        yes = next((g.total.count for g in overview.groups["volunteers_answered.answer"] if g.key == "accepted"), 0)
        found.append(tile("Volunteers", words.number(yes), f"said yes, of {asked:,} asked"))
    sales = [sales for sales in overview.attribution[0].currencies if sales.attributed_minor]
    if sales:
        amount = words.short_money(sales[0].attributed_minor, sales[0].currency)
        found.append(tile("Sales attributed", amount, f"{sales[0].attributed_conversions:,} sales, last touch"))
    return f'<div class="tiles">{"".join(found)}</div>'


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
    series, groups = overview.series, overview.groups
    first = series["first_response"]
    response = [
        PlotLine(label, [getattr(point, q) for point in first], css, joined=True)
        for label, q, css in (("99 %", "p99", "c2"), ("90 %", "p90", "c3"), ("Median", "p50", "c1"))
    ]
    backlog = [
        PlotLine("Open", values(series["backlog"]), "c5", filled=True),
        PlotLine("Tasks waiting", values(series["tasks_waiting"]), "c3", joined=True),
    ]
    people = [
        PlotLine("Online", values(series["employees_online"]), "c1", joined=True),
        PlotLine("Surge places", values(series["surge_places"]), "c2", filled=True),
    ]
    sentiment, triage = groups["volume_in.sentiment"], groups["volume_in.triage"]
    return [
        card(
            "Time to first response",
            "How long people waited for their first answer; equal steps are equal factors.",
            line_chart(frame, "Time to first response", response, "log"),
        ),
        card(
            "Backlog",
            "Conversations opened and not resolved, and tasks waiting for an employee.",
            line_chart(frame, "Backlog", backlog),
        ),
        card(
            "Sentiment",
            "What could be read; where too few words were known it says unknown.",
            stacked_chart(frame, "Messages by sentiment", layers(sentiment, SENTIMENT)),
        ),
        card(
            "Triage",
            "What the messages asked of us.",
            stacked_chart(frame, "Messages by triage", layers(triage, TRIAGE)),
        ),
        card(
            "People",
            "Employees online, and volunteers with a temporary place.",
            line_chart(frame, "People", people),
        ),
        sla(frame, overview),
    ]


def sla(frame: PlotFrame, overview: Overview) -> str:
    """SLA attainment by promise, and over time."""
    bars = [
        Bar(words.name(group.key), group.total.value or 0, f"{words.share(group.total.value)} of {group.total.count:,}")
        for group in overview.groups["sla_attainment.clock"]
    ]
    line = PlotLine("Met", values(overview.series["sla_attainment"]), "c4", joined=True)
    low = replace(frame, height=frame.height - ROW * len(bars))
    drawn = line_chart(low, "SLA attainment over time", [line], "share") + bar_chart("SLA attainment", bars, 1.0)
    return card("SLA attainment", "The share of ended clocks that were met, over time and by promise.", drawn)


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


def load_table(title: str, note: str, loads: Sequence[Load], *, wide: bool = False) -> str:
    """The work per team, queue or employee."""
    head = ("", "Offers", "Accepted", "Not taken", "Done", "Handling", "Each")
    rows = [
        (
            load.key,
            f"{load.offers:,}",
            f"{load.accepted:,}",
            f"{load.not_taken:,}",
            f"{load.completed:,}",
            words.duration(load.handled_seconds),
            words.duration(load.handled_seconds / load.completed if load.completed else None),
        )
        for load in loads
    ]
    return card(title, note, table(head, rows), wide=wide)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first column names the row."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def incidents(reports: Sequence[IncidentReport]) -> str:
    """Each incident as the steps it took."""
    return card("Incidents", "", "".join(_incident(report) for report in reports), wide=True)


def _incident(report: IncidentReport) -> str:
    over = report.stood_down_at is not None
    state = "stood down" if over else "under way"
    steps = [
        ("Declared", f"{report.declared_at:%H:%M:%S} UTC", True),
        ("First page", _after(report.to_first_page_seconds), report.to_first_page_seconds is not None),
        ("First volunteer at work", _after(report.to_first_place_seconds), report.to_first_place_seconds is not None),
        ("Stood down", _after(report.to_stand_down_seconds), over),
    ]
    if report.to_declare_seconds is not None:
        steps.insert(0, ("Signal", f"{words.duration(report.to_declare_seconds)} before it was declared", True))
    items = "".join(
        f'<li class="{"over" if name == "Stood down" and done else "" if done else "open"}">'
        f"<b>{escape(name)}</b><span>{escape(said)}</span></li>"
        for name, said, done in steps
    )
    facts = [
        (f"{report.messages:,}", "messages"),
        (f"{report.needed:,}", "people needed"),
        (f"{report.volunteers_asked:,}", "volunteers asked"),
        (f"{report.volunteers_accepted:,}", "said yes"),
        (f"{report.places:,}", "places given"),
    ]
    said = "".join(f"<span><b>{figure}</b> {what}</span>" for figure, what in facts)
    return (
        f'<article><h2>{escape(report.title or report.incident)}<span class="pill{" over" if over else ""}">'
        f"severity {report.severity}, {state}</span></h2>"
        f'<ol class="steps">{items}</ol><p class="facts">{said}</p></article>'
    )


def _after(seconds: float | None) -> str:
    return "not yet" if seconds is None else f"after {words.duration(seconds)}"


def sales(attribution: Sequence[Attribution]) -> str:
    """What was sold to people we had answered, under each model."""
    rows, bars = [], []
    for each in attribution:
        for total in each.currencies:
            rows.append(
                (
                    f"{total.currency}, {MODELS[each.model]}",
                    f"{total.conversions:,}",
                    words.money(total.reported_minor, total.currency),
                    words.money(total.attributed_minor, total.currency),
                    words.share(total.attributed_minor / total.reported_minor if total.reported_minor else None),
                )
            )
    for credit in attribution[0].by_channel:
        said = words.money(credit.amount_minor, credit.currency)
        bars.append(Bar(words.name(credit.key), credit.amount_minor, said, "c4"))
    head = ("", "Sales", "Reported", "Attributed", "Share")
    note = (
        f"A touch earns the sales of its contact for {attribution[0].window_days:g} days. Bars: last touch, by channel."
    )
    return card("Sales attributed", note, bar_chart("Sales by channel", bars) + table(head, rows))
