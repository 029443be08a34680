"""Plots without time: bars by name, and the steps of an incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.analytics.http.report import svg, words

ROW = 30.0
WIDTH = 560.0
NAME_WIDTH = 124.0
VALUE_WIDTH = 128.0
LONGEST_NAME = 17  # letters that fit beside a bar


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its value as text at its end; `length` is in the unit of all bars of a chart."""

    name: str
    length: float
    value: str
    css: str = "c1"


def bar_chart(label: str, bars: Sequence[Bar], full: float | None = None) -> str:
    """Bars from the top down, each with its name and its figure; `full` fills the room, else the longest does."""
    if not bars:
        return svg.drawing(
            WIDTH,
            90,
            f"{label}: nothing",
            [svg.text(WIDTH / 2, 48, "Nothing in this time", css="nothing", anchor="middle")],
        )
    top = max(bar.length for bar in bars)
    longest = full or (top if top > 0 else 1.0)  # refunds can leave nothing, or less, to draw
    room = WIDTH - NAME_WIDTH - VALUE_WIDTH
    parts = []
    for i, bar in enumerate(bars):
        y = i * ROW + 6
        shown = bar.name if len(bar.name) <= LONGEST_NAME else bar.name[: LONGEST_NAME - 1] + "…"
        parts += [
            svg.text(NAME_WIDTH - 10, y + 14, shown, css="name", anchor="end"),
            svg.rect(NAME_WIDTH, y, room, 20, "track", radius=5),
            svg.rect(NAME_WIDTH, y, max(3, room * bar.length / longest), 20, f"fill {bar.css}", bar.name, radius=5),
            svg.text(WIDTH - VALUE_WIDTH + 10, y + 14, bar.value, css="value"),
        ]
    return svg.drawing(WIDTH, len(bars) * ROW + 6, label, parts)


def share_bars(label: str, counts: Sequence[tuple[str, int]], css: str = "c1") -> str:
    """Bars of counts, with the share each has of all."""
    whole = sum(count for _, count in counts) or 1
    bars = [
        Bar(words.name(key), count, f"{words.number(count)} · {words.share(round(count / whole, 3))}", css)
        for key, count in counts
    ]
    return bar_chart(label, bars)
