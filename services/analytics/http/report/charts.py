"""The plots over time: lines with areas, stacked columns, incidents as bands behind them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.analytics.http.report import svg, words

Scale = Literal["count", "duration", "log", "share"]
LEFT, RIGHT, TOP, BOTTOM = 58.0, 14.0, 26.0, 26.0
SPEAK: dict[Scale, Callable[[float | None], str]] = {
    "count": words.number,
    "duration": words.duration,
    "log": words.duration,
    "share": words.share,
}


@dataclass(frozen=True, slots=True)
class PlotLine:
    """One line; None is a window without a value. `joined` draws over such windows; `filled` fills down to the axis."""

    label: str
    values: Sequence[float | None]
    css: str
    filled: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A time to mark, such as an incident; without an end it is still going on."""

    start: datetime
    end: datetime | None
    label: str


@dataclass(frozen=True, slots=True)
class PlotFrame:
    """What all plots of a page share: the windows, and the size of this plot in its own units."""

    starts: Sequence[datetime]
    seconds: int
    bands: Sequence[Band] = ()
    width: float = 560
    height: float = 250

    @property
    def plot_width(self) -> float:
        """The width inside the axes."""
        return self.width - LEFT - RIGHT

    @property
    def base(self) -> float:
        """Where the time axis lies."""
        return self.height - BOTTOM

    @property
    def step(self) -> float:
        """The width of one window."""
        return self.plot_width / max(1, len(self.starts))

    def x(self, index: float) -> float:
        """Where the window of an index has its middle."""
        return LEFT + self.step * (index + 0.5)

    def x_at(self, at: datetime) -> float:
        """Where a moment lies, kept inside the axes."""
        passed = (at - self.starts[0]).total_seconds() / self.seconds if self.starts else 0.0
        return LEFT + min(max(passed * self.step, 0.0), self.plot_width)


def line_chart(frame: PlotFrame, label: str, lines: Sequence[PlotLine], scale: Scale = "count") -> str:
    """Lines over time, with their names above."""
    values = [value for line in lines for value in line.values if value is not None]
    if not values:
        return empty(frame, label)
    marks, y = _axis(frame, values, scale)
    parts = [*_bands(frame), *_grid(frame, marks, y, scale), *_times(frame)]
    for line in lines:
        points = [None if value is None else (frame.x(i), y(value)) for i, value in enumerate(line.values)]
        runs = [[point for point in points if point is not None]] if line.joined else svg.runs(points)
        for run in filter(None, runs):
            parts += [svg.area(run, frame.base, f"area {line.css}")] if line.filled else []
            parts.append(svg.path(run, line.css))
    spoken = [(line.label, line.values) for line in lines]
    return _finish(frame, label, parts, [(line.label, line.css) for line in lines], spoken, scale)


def stacked_chart(frame: PlotFrame, label: str, layers: Sequence[PlotLine]) -> str:
    """Columns over time, the layers one upon the other, the first lowest."""
    heights = [sum(layer.values[i] or 0 for layer in layers) for i in range(len(frame.starts))]
    if not any(heights):
        return empty(frame, label)
    marks, y = _axis(frame, heights, "count")
    parts = [*_bands(frame), *_grid(frame, marks, y, "count"), *_times(frame)]
    gap = 1.0 if frame.step > 4 else 0.0
    for i in range(len(frame.starts)):
        below = 0.0
        for layer in layers:
            value = layer.values[i] or 0
            if value:
                top = y(below + value)
                parts.append(svg.rect(frame.x(i - 0.5), top, frame.step - gap, y(below) - top, f"fill {layer.css}"))
            below += value
    spoken = [(layer.label, layer.values) for layer in layers]
    return _finish(frame, label, parts, [(layer.label, layer.css) for layer in layers], spoken, "count")


def empty(frame: PlotFrame, label: str) -> str:
    """A plot that says that there is nothing to plot."""
    middle = svg.text(frame.width / 2, frame.height / 2, "Nothing in this time", css="nothing", anchor="middle")
    return svg.drawing(frame.width, frame.height, f"{label}: nothing in this time", [middle])


def _axis(frame: PlotFrame, values: Sequence[float], scale: Scale) -> tuple[list[float], Callable[[float], float]]:
    """The marks of the value axis, and where a value lies."""
    height, top = frame.base - TOP, max(values)
    if scale == "log":
        marks = svg.log_ticks(max(min(values), 0.1), max(top, 0.1))
        low, reach = math.log(marks[0]), math.log(marks[-1] / marks[0]) or 1.0
        return marks, lambda v: frame.base - height * (math.log(min(max(v, marks[0]), marks[-1])) - low) / reach
    if scale == "share":
        marks = [0.0, 0.25, 0.5, 0.75, 1.0]
    elif scale == "duration":
        marks = svg.duration_ticks(top or 1.0)
    else:
        marks = svg.ticks(top or 1.0)
    return marks, lambda v: frame.base - height * v / marks[-1]


def _grid(frame: PlotFrame, marks: Sequence[float], y: Callable[[float], float], scale: Scale) -> list[str]:
    parts = []
    for mark in marks:
        parts.append(svg.rule(LEFT, y(mark), frame.width - RIGHT, y(mark), "grid" if mark != marks[0] else "base"))
        parts.append(svg.text(LEFT - 8, y(mark) + 4, SPEAK[scale](mark), anchor="end"))
    return parts


def _times(frame: PlotFrame) -> list[str]:
    every = max(1, math.ceil(len(frame.starts) * 70 / frame.plot_width))  # a label needs about 70 units
    span = timedelta(seconds=frame.seconds * len(frame.starts))
    return [
        svg.text(frame.x(i - 0.5), frame.height - 8, words.moment(frame.starts[i], span), anchor="middle")
        for i in range(0, len(frame.starts), every)
        if frame.x(i - 0.5) < frame.width - RIGHT - 24
    ]


def _bands(frame: PlotFrame) -> list[str]:
    parts = []
    for band in frame.bands:
        left = frame.x_at(band.start)
        right = frame.width - RIGHT if band.end is None else frame.x_at(band.end)
        parts.append(svg.rect(left, TOP, max(right - left, 2), frame.base - TOP, "band"))
        parts.append(svg.rule(left, TOP, left, frame.base, "mark"))
        if band.end is not None:
            parts.append(svg.rule(right, TOP, right, frame.base, "mark done"))
    return parts


def _finish(
    frame: PlotFrame,
    label: str,
    parts: list[str],
    legend: Sequence[tuple[str, str]],
    spoken: Sequence[tuple[str, Sequence[float | None]]],
    scale: Scale,
) -> str:
    """Add the legend and, for each window, what a resting pointer reads."""
    x = LEFT
    for words_, css in legend:
        parts += [svg.rect(x, 6, 10, 10, f"fill {css}", radius=3), svg.text(x + 15, 15, words_, css="legend")]
        x += 32 + len(words_) * 6.6  # about the width of a letter at the legend's size
    for i, start in enumerate(frame.starts):
        reading = "\n".join(f"{name}: {SPEAK[scale](values[i])}" for name, values in spoken)
        title = f"{words.full_moment(start)}\n{reading}"
        parts.append(svg.rect(frame.x(i - 0.5), TOP, frame.step, frame.base - TOP, "hit", title))
    return svg.drawing(frame.width, frame.height, label, parts)
