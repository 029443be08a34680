"""The overview as CSV (RFC 4180), one line per figure, safe to open in a spreadsheet.

It begins with a byte order mark, by which spreadsheets know UTF-8. Texts stand in quotes, numbers do not. A text that
begins with =, +, -, @ (also in their full-width forms), tab or return would be run as a formula by a spreadsheet; it
gets an apostrophe in front (OWASP, "CSV Injection"). A negative number is a number and stays one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Literal
from zoneinfo import ZoneInfo

from contracts.http.analytics import Figures, Load, Overview
from services.analytics.domain.measures import CATALOGUE

HEAD = (
    "part",
    "measure",
    "unit",
    "dimension",
    "key",
    "name",
    "start",
    "count",
    "value",
    "p50",
    "p90",
    "p99",
    "mean",
    "peak",
)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BYTE_ORDER_MARK = "\ufeff"
Separator = Literal["comma", "semicolon", "tab"]
SIGNS: dict[Separator, str] = {"comma": ",", "semicolon": ";", "tab": "\t"}
INCIDENT_FIGURES = (
    "severity",
    "worst_severity",
    "messages",
    "peak_per_minute",
    "negative",
    "known",
    "reach",
    "needed",
    "volunteers_asked",
    "volunteers_accepted",
    "volunteers_declined",
    "places",
    "pages",
)
Row = tuple[object, ...]


def overview_csv(overview: Overview, separator: Separator = "comma") -> str:
    """The whole overview; encode it as UTF-8.

    Where columns are separated by semicolons, spreadsheets read decimals behind a comma, so they are written so.
    """
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    quoting: Literal[0, 2] = csv.QUOTE_MINIMAL if separator == "semicolon" else csv.QUOTE_NONNUMERIC
    writer = csv.writer(out, delimiter=SIGNS[separator], lineterminator="\r\n", quoting=quoting)
    writer.writerow(HEAD)
    for row in _rows(overview):
        whole = (*row, *[""] * (len(HEAD) - len(row)))
        writer.writerow([_cell(value, separator) for value in whole])
    return out.getvalue()


def _cell(value: object, separator: Separator) -> object:
    if isinstance(value, str):
        return safe(value)
    if value is None:
        return ""
    return str(value).replace(".", ",") if separator == "semicolon" else value


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _rows(overview: Overview) -> Iterator[Row]:
    zone = ZoneInfo(overview.timezone)
    for name, figures in overview.totals.items():
        yield _row("total", name, figures)
    for name, points in overview.series.items():
        for point in points:
            yield _row("series", name, point, start=point.start.astimezone(zone).isoformat())
    for path, groups in overview.groups.items():
        name, _, dimension = path.partition(".")
        for group in groups:
            yield _row("group", name, group.total, (dimension, group.key, group.name or group.key))
    for dimension, loads in (("team", overview.teams), ("queue", overview.queues), ("employee", overview.employees)):
        for load in loads:
            yield from _load(dimension, load)
    yield from _incidents(overview)
    yield from _sales(overview)


def _row(part: str, name: str, figures: Figures, of: tuple[str, str, str] = ("", "", ""), start: str = "") -> Row:
    """A line of figures; `of` is what they are of: dimension, key and name."""
    unit = CATALOGUE[name].unit
    shown = (figures.count, figures.value, figures.p50, figures.p90, figures.p99, figures.mean, figures.peak)
    return (part, name, unit, *of, start, *shown)


def _load(dimension: str, load: Load) -> Iterator[Row]:
    for name in ("offers", "accepted", "not_taken", "completed"):
        count = getattr(load, name)
        yield ("load", name, "tasks", dimension, load.key, load.name, "", count, count)
    yield ("load", "handled_time", "seconds", dimension, load.key, load.name, "", load.completed, load.handled_seconds)


def _incidents(overview: Overview) -> Iterator[Row]:
    for incident in overview.incidents:
        zone = ZoneInfo(overview.timezone)
        start = incident.declared_at.astimezone(zone).isoformat()
        of = ("incident", incident.incident, incident.title, start)
        for name in ("counted_from", "counted_until"):
            yield ("incident", name, "time", *of, "", getattr(incident, name).astimezone(zone).isoformat())
        for name in INCIDENT_FIGURES:
            yield (
                "incident",
                name,
                "",
                "incident",
                incident.incident,
                incident.title,
                start,
                "",
                getattr(incident, name),
            )
        for name in ("to_declare", "to_first_page", "to_acknowledged", "to_first_place", "to_stand_down"):
            value = getattr(incident, f"{name}_seconds")
            yield ("incident", name, "seconds", *of, "", value)


def _sales(overview: Overview) -> Iterator[Row]:
    for attribution in overview.attribution:
        for sales in attribution.currencies:
            unit = f"minor units of {sales.currency}"
            yield ("sales", "reported", unit, "", "", "", "", sales.conversions, sales.reported_minor)
            count, value = sales.attributed_conversions, sales.attributed_minor
            yield ("sales", attribution.model, unit, "", "", "", "", count, value)
        for dimension, credits in (("channel", attribution.by_channel), ("employee", attribution.by_employee)):
            for credit in credits:
                unit = f"minor units of {credit.currency}"
                yield (
                    "sales",
                    attribution.model,
                    unit,
                    dimension,
                    credit.key,
                    credit.name,
                    "",
                    credit.conversions,
                    credit.amount_minor,
                )
