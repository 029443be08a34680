"""Small drawing: scales, ticks, paths and text as SVG. Colours are classes, so that light and dark share a drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
DURATION_STEPS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18_000, 43_200, 86_400, 172_800, 432_000)
LOG_TICKS = (0.1, 1, 10, 60, 600, 3600, 14_400, 86_400, 604_800)  # seconds that people know, about equally far apart
Point = tuple[float, float]


def text(x: float, y: float, words: str, *, css: str = "tick", anchor: str = "start") -> str:
    """A line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{css}" text-anchor="{anchor}">{escape(words)}</text>'


def rect(x: float, y: float, width: float, height: float, css: str, title: str = "", radius: float = 0) -> str:
    """A box, with a title that shows when the pointer rests on it."""
    inner = f"<title>{escape(title)}</title>" if title else ""
    round_ = f' rx="{radius:g}"' if radius else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
        f' class="{css}"{round_}>{inner}</rect>'
    )


def rule(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{css}"/>'


def path(points: Sequence[Point], css: str) -> str:
    """A line through points; a single one becomes a dot."""
    if len(points) == 1:
        return f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="2.5" class="dot {css}"/>'
    return f'<path d="{_through(points)}" class="line {css}"/>'


def area(points: Sequence[Point], base: float, css: str) -> str:
    """The area between points and a base line."""
    if len(points) < 2:
        return ""
    return f'<path d="{_through(points)}L{points[-1][0]:.1f},{base:.1f}L{points[0][0]:.1f},{base:.1f}Z" class="{css}"/>'


def drawing(width: float, height: float, label: str, parts: Iterable[str]) -> str:
    """A drawing that fills its column; `label` is read out by screen readers."""
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label, quote=True)}">'
        f"{''.join(parts)}</svg>"
    )


def ticks(top: float, most: int = 4) -> list[float]:
    """Round numbers from 0 to at least `top`, which is above 0."""
    rough = top / most
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in STEPS if size * factor >= rough * 0.999)
    if top >= 1:
        step = max(step, 1.0)
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def duration_ticks(top: float, most: int = 4) -> list[float]:
    """Round times from 0 to at least `top` seconds."""
    step = next((step for step in DURATION_STEPS if step * most >= top), DURATION_STEPS[-1])
    return [float(step * i) for i in range(max(1, math.ceil(top / step)) + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Known times around a range of seconds, for an axis of equal factors."""
    below = [tick for tick in LOG_TICKS if tick <= low] or [LOG_TICKS[0]]
    above = [tick for tick in LOG_TICKS if tick >= high] or [LOG_TICKS[-1]]
    return [float(tick) for tick in LOG_TICKS if below[-1] <= tick <= max(above[0], below[-1] * 10)]


def runs(points: Iterable[Point | None]) -> list[list[Point]]:
    """The unbroken runs of points; None is a gap."""
    pieces: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return [run for run in pieces if run]


def _through(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
