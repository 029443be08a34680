"""The tables of the report: load, incidents, sales."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

from contracts.http.analytics import Attribution, IncidentReport, Load
from services.analytics.http.report import words
from services.analytics.http.report.bars import Bar, bar_chart
from services.analytics.http.report.card import card

SENTIMENT = {"negative": "c2", "neutral": "c6", "positive": "c4", "unknown": "c3"}
TRIAGE = {"escalate": "c2", "respond": "c1", "monitor": "c3", "ignore": "c6"}
MODELS = {"last_touch": "last touch", "first_touch": "first touch"}


def load_table(title: str, note: str, loads: Sequence[Load], *, wide: bool = False) -> str:
    """The work per team, queue or employee."""
    head = ("", "Offers", "Accepted", "Not taken", "Done", "Handling", "Each")
    rows = [
        (
            load.name,
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


def incidents(reports: Sequence[IncidentReport], zone: ZoneInfo) -> str:
    """Each incident as the steps it took, in a zone's time."""
    return card("Incidents", "", "".join(_incident(report, zone) for report in reports), wide=True)


def _incident(report: IncidentReport, zone: ZoneInfo) -> str:
    over = report.stood_down_at is not None
    state = "stood down" if over else "under way"
    items = "".join(
        f'<li class="{css}"><b>{escape(name)}</b><span>{escape(text)}</span></li>'
        for name, text, css in _steps(report, zone)
    )
    facts = [
        (f"{report.messages:,}", "messages"),
        (words.number(report.peak_per_minute), "in the busiest minute"),
        (words.share(report.negative / report.known if report.known else None), "negative, of known sentiment"),
        (f"{report.reach:,}", "reach"),
        (f"{report.needed:,}", "people needed"),
        (f"{report.volunteers_asked:,}", "volunteers asked"),
        (f"{report.volunteers_accepted:,}", "said yes"),
        (f"{report.places:,}", "places given"),
        (f"{report.pages:,}", "pages"),
    ]
    text = "".join(f"<span><b>{figure}</b> {what}</span>" for figure, what in facts)
    start, end = (at.astimezone(zone) for at in (report.counted_from, report.counted_until))
    span = f"Counted from {words.full_moment(start)} to {words.full_moment(end)} {end:%Z}."
    return (
        f'<article><h2>{escape(report.title or report.incident)}<span class="pill{" over" if over else ""}">'
        f"severity {report.severity}, {state}</span></h2>"
        f'<ol class="steps">{items}</ol><p class="facts">{text}</p><p class="note">{escape(span)}</p></article>'
    )


def _steps(report: IncidentReport, zone: ZoneInfo) -> list[tuple[str, str, str]]:
    """Name, words and style of each step: `open` is still to come, `missed` never came."""
    over = report.stood_down_at is not None
    later = [
        ("First page", report.to_first_page_seconds),
        ("Acknowledged", report.to_acknowledged_seconds),
        ("First volunteer at work", report.to_first_place_seconds),
    ]
    steps = [("Declared", f"{report.declared_at.astimezone(zone):%H:%M:%S %Z}", "")]
    if report.to_declare_seconds:
        steps.insert(0, ("First sign", f"{words.duration(report.to_declare_seconds)} before it was declared", ""))
    for name, seconds in later:
        if seconds is None:
            steps.append((name, "never", "missed") if over else (name, "not yet", "open"))
        else:
            steps.append((name, f"after {words.duration(seconds)}", ""))
    end = f"after {words.duration(report.to_stand_down_seconds)}" if over else "not yet"
    return [*steps, ("Stood down", end, "over" if over else "open")]


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
                    words.share(total.attributed_minor / total.reported_minor if total.reported_minor > 0 else None),
                )
            )
    for credit in attribution[0].by_channel:
        amount = words.money(credit.amount_minor, credit.currency)
        bars.append(Bar(words.name(credit.key), credit.amount_minor, amount, "c4"))
    head = ("", "Sales", "Reported", "Attributed", "Share")
    note = (
        f"A touch earns the sales of its contact for {attribution[0].window_days:g} days. Bars: last touch, by channel."
    )
    return card("Sales attributed", note, bar_chart("Sales by channel", bars) + table(head, rows))
