"""The charts of the page, as SVG: text stays text, axes have units, and each chart says what it shows in words."""

from __future__ import annotations

import html
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH, ROW = 9.0, 0.36  # inches
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c8c8c", "#b8a800", "#5b3a8e", "#222222")
"""Told apart with colour-blind eyes too: Okabe and Ito's, then some more."""
PROCESSES = ("inbox", "routing", "crisis", "analytics", "gateway", "mongod", "kafka", "load")
"""Each has its colour in every chart; a number after a name, as in `mongod-1`, changes nothing."""
FONT = "DejaVu Sans"  # comes with matplotlib, which measures text by it; Verdana has the same widths
STYLE = {
    "svg.fonttype": "none",
    "font.family": FONT,
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#888888",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e6e6",
    "axes.ymargin": 0.02,
    "figure.constrained_layout.use": True,
}


def colours(names: Iterable[str]) -> dict[str, str]:
    """A colour for each process, the services' first; of the others in the order they come."""
    known = {name: PROCESSES.index(base) for name in names if (base := name.split("-")[0]) in PROCESSES}
    others = (name for name in names if name not in known)
    places = known | {name: place for place, name in enumerate(others, start=len(PROCESSES))}
    ordered = sorted(places.items(), key=lambda pair: pair[1])
    return {name: COLOURS[place % len(COLOURS)] for name, place in ordered}


def bars(rates: Mapping[str, float]) -> str:
    """Events a second, a bar each."""
    with mpl.rc_context(STYLE):
        figure, axes = _axes(len(rates))
        axes.barh(list(rates), list(rates.values()), color=COLOURS[0])
        for name, rate in rates.items():
            axes.annotate(f" {rate:,.0f}", (rate, name), va="center")
        _rows(axes, "events/s")
        return _svg(figure, "Events a second: " + ", ".join(f"{name} {rate:,.0f}" for name, rate in rates.items()))


def stacked(shares: Mapping[str, Mapping[str, float]]) -> str:
    """CPU microseconds an event, a bar a run and a colour a process."""
    with mpl.rc_context(STYLE):
        figure, axes = _axes(len(shares))
        names = list(dict.fromkeys(name for each in shares.values() for name in each))
        begins = dict.fromkeys(shares, 0.0)
        for name, colour in colours(names).items():
            widths = [each.get(name, 0.0) for each in shares.values()]
            axes.barh(list(shares), widths, left=list(begins.values()), label=name, color=colour)
            begins = {run: begins[run] + width for run, width in zip(begins, widths, strict=True)}
        for run, whole in begins.items():
            axes.annotate(f" {whole:,.0f}", (whole, run), va="center")
        _rows(axes, "CPU µs an event")
        figure.legend(loc="outside lower left", ncols=6, frameon=False)
        told = ", ".join(f"{run} {whole:,.0f}" for run, whole in begins.items())
        return _svg(figure, f"CPU microseconds an event by process; in all: {told}")


def ranges(found: Mapping[str, tuple[float, float]]) -> str:
    """p50 and p99 of each step, on a logarithmic scale of milliseconds."""
    with mpl.rc_context(STYLE):
        figure, axes = _axes(len(found))
        names, p50, p99 = list(found), [low for low, _ in found.values()], [high for _, high in found.values()]
        axes.hlines(names, p50, p99, color="#b0b0b0", linewidth=3)
        axes.scatter(p50, names, color=COLOURS[0], label="p50", zorder=3)
        axes.scatter(p99, names, color=COLOURS[5], label="p99", zorder=3)
        for name, low, high in zip(names, p50, p99, strict=True):
            axes.annotate(f"   {_ms(low)} / {_ms(high)}", (high, name), va="center")
        _logarithmic(axes)
        _rows(axes, "milliseconds (logarithmic), p50 / p99")
        figure.legend(loc="outside lower left", ncols=2, frameon=False)
        told = ", ".join(f"{name} {_ms(low)} and {_ms(high)}" for name, (low, high) in found.items())
        return _svg(figure, f"p50 and p99 in milliseconds: {told}")


def distributions(found: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> str:
    """Share of the events in each bucket of time, a row a step."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 0.9 * len(found) + 0.6))
        every = figure.subplots(len(found), 1, sharex=True, squeeze=False)[:, 0]
        for axes, (name, (edges, counts)) in zip(every, found.items(), strict=True):
            whole = sum(counts)
            axes.stairs([100 * count / whole for count in counts], edges, fill=True, color=COLOURS[0])
            axes.set_title(f"{name} ({whole:,.0f})", loc="left", fontsize=9, pad=2)
            axes.set_ylim(bottom=0)
        _logarithmic(every[-1])
        every[-1].set_xlabel("milliseconds (logarithmic); height: percent of the events, each bucket a quarter wider")
        told = ", ".join(f"{name} {sum(counts):,.0f} events" for name, (_, counts) in found.items())
        return _svg(figure, f"Distribution of latency: {told}")


def over_replicas(rates: Mapping[int, float]) -> str:
    """Events a second by number of replicas."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH / 2, 2.6))
        axes = figure.subplots()
        axes.plot(list(rates), list(rates.values()), marker="o", color=COLOURS[0])
        for replicas, rate in rates.items():
            axes.annotate(f"{rate:,.0f}", (replicas, rate), xytext=(0, 6), textcoords="offset points", ha="center")
        axes.set(xlabel="replicas of each service", ylabel="events/s", xticks=list(rates))
        axes.set_ylim(0, max(rates.values()) * 1.2)
        return _svg(figure, "Rate: " + ", ".join(f"{n} replicas {rate:,.0f} events/s" for n, rate in rates.items()))


def over_time(minutes: Sequence[float], resident: Mapping[str, Sequence[float]]) -> str:
    """Resident memory of each process over a run."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 3.6))
        axes = figure.subplots()
        for name, colour in colours(resident).items():
            axes.plot(minutes, resident[name], label=name, color=colour)
        axes.set(xlabel="minutes", ylabel="resident MiB")
        axes.set_ylim(bottom=0)
        figure.legend(loc="outside lower left", ncols=6, frameon=False)
        told = ", ".join(f"{name} from {values[0]:.0f} to {values[-1]:.0f}" for name, values in resident.items())
        return _svg(figure, f"Resident MiB over {minutes[-1]:.0f} minutes: {told}")


def history(found: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Each figure over its runs, in small charts of their own scale from zero."""
    with mpl.rc_context(STYLE):
        rows = -(-len(found) // 3)
        figure = Figure(figsize=(WIDTH, 1.7 * rows))
        every = figure.subplots(rows, 3, squeeze=False).flat
        for axes, (name, values) in zip(every, found.items(), strict=False):
            runs = [datetime.fromtimestamp(at, UTC).strftime("%m-%d %H:%M") for at, _ in values]
            axes.plot(range(len(runs)), [value for _, value in values], marker=".", color=COLOURS[0])
            axes.set_title(name, loc="left", fontsize=8)
            axes.set_xticks(sorted({0, len(runs) - 1}), [runs[place] for place in sorted({0, len(runs) - 1})])
            axes.set_ylim(0, max(1e-9, max(value for _, value in values)) * 1.15)
        for axes in list(figure.axes)[len(found) :]:
            axes.remove()
        told = ", ".join(f"{name} {values[-1][1]:,.3g} after {len(values)} runs" for name, values in found.items())
        return _svg(figure, f"Figures over the runs of this command, now: {told}")


def _axes(rows: int) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, ROW * rows + 1.2))
    return figure, figure.subplots()


def _logarithmic(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter("")


def _rows(axes: Axes, unit: str) -> None:
    axes.set_xlabel(unit)
    axes.margins(x=0.1)
    bottom, top = axes.get_ylim()
    axes.set_ylim(top + 0.2, bottom - 0.2)  # the first row above
    axes.grid(visible=False, axis="y")


def _ms(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"  # below ten milliseconds the tenths count


def _svg(figure: Figure, told: str) -> str:
    """The drawing for a page, with what it shows in words."""
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")), transparent=True)
    drawing = text.getvalue().replace(f"'{FONT}'", f"'{FONT}', Verdana, sans-serif")
    words = html.escape(told, quote=True)
    return drawing[drawing.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{words}"', 1)
