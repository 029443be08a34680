"""The overview as one HTML page that stands on its own: no script, nothing fetched from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from zoneinfo import ZoneInfo

from contracts.http.analytics import Overview
from services.analytics.http.report import sections, tables, words
from services.analytics.http.report.charts import Band, PlotFrame
from services.analytics.http.report.style import CSS


def overview_page(overview: Overview) -> str:
    """The page; encode it as UTF-8."""
    zone = ZoneInfo(overview.timezone)
    starts = [point.start.astimezone(zone) for point in overview.series["volume_in"]]
    bands = [Band(each.declared_at, each.stood_down_at, each.title) for each in overview.incidents]
    frame = PlotFrame(starts, overview.window_seconds, bands)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(overview.brand_name)}: report</title><style>{CSS}</style></head><body><main>"
        f"{_header(overview)}{sections.tiles(overview)}"
        f'<div class="cards">{"".join(_cards(frame, overview))}</div>{_footer(overview)}</main></body></html>'
    )


def _header(overview: Overview) -> str:
    start, end = (words.full_moment(at.astimezone(ZoneInfo(overview.timezone))) for at in (overview.from_, overview.to))
    return (
        f'<header><div><p class="eyebrow">Muster report</p><h1>{escape(overview.brand_name)}</h1></div>'
        f'<p class="when">{start} – {end} {escape(overview.timezone)}</p></header>'
    )


def _cards(frame: PlotFrame, overview: Overview) -> list[str]:
    cards = [sections.volume(replace(frame, width=1160, height=300), overview)]
    if overview.incidents:
        cards.append(tables.incidents(overview.incidents, ZoneInfo(overview.timezone)))
    cards += sections.over_time(frame, overview)
    cards += sections.splits(overview)
    if overview.teams:
        cards.append(tables.load_table("Load per team", "Offers, and the work done.", overview.teams))
    if len(overview.queues) > 1 or not overview.teams:
        cards.append(tables.load_table("Load per queue", "Offers, and the work done.", overview.queues))
    if overview.employees:
        cards.append(tables.load_table("Load per employee", "The busiest first.", overview.employees))
    if any(each.currencies for each in overview.attribution):
        cards.append(tables.sales(overview.attribution))
    return cards


def _footer(overview: Overview) -> str:
    made = words.full_moment(overview.generated_at.astimezone(ZoneInfo(overview.timezone)))
    return (
        f"<footer>Made {made} {escape(overview.timezone)} from windows of "
        f"{words.duration(overview.window_seconds)}. Quantiles are within 1 % of the true value. "
        "The same figures are there as JSON and CSV.</footer>"
    )
