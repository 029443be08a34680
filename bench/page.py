"""`python -m bench.page`: writes `bench/page.html` from the results, the newest run of each benchmark and its history.

One file that needs no network. The charts are drawn by matplotlib, which the extra `bench` brings.
"""

from __future__ import annotations

import html
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bench import charts, shapes
from bench.compare import LAST_RUNS, numbers, shown, unit_of, worse
from bench.record import RESULTS, Line, command_of, figures_of, kept

PAGE = Path("bench/page.html")
HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Muster: benchmarks</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1, h2, h3 { line-height: 1.2; font-weight: 600 } h2 { border-top: 1px solid #ddd; padding-top: 1.5rem; margin-top: 2.5rem }
h3 { font-size: 1rem; margin: 1.5rem 0 .3rem } nav a { margin-right: 1rem } code { background: #f5f5f5; padding: .1rem .3rem }
.run { color: #666; font-size: .85rem } .worse { color: #a33 } svg { max-width: 100%; height: auto }
table { border-collapse: collapse; font-size: .85rem } td, th { padding: .1rem .8rem .1rem 0; text-align: left }
td + td { text-align: right; font-variant-numeric: tabular-nums } summary { cursor: pointer; color: #0060a0 }
</style>
</head>
<body>
"""  # noqa: E501 - a style sheet


def page(by_benchmark: Mapping[str, Sequence[Line]], written_at: float) -> str:
    """The whole page; the runs of each benchmark are in the order they were kept."""
    names = "".join(f'<a href="#{html.escape(name)}">{html.escape(name)}</a>' for name in by_benchmark)
    intro = (
        f"<h1>Muster: benchmarks</h1><p>The newest run of each, written {_moment(written_at)}. A machine has other "
        f"things to do: ratios of one run and histories say more than one absolute figure.</p><nav>{names}</nav>"
    )
    sections = "".join(section(lines) for lines in by_benchmark.values())
    return f"{HEAD}{intro}{sections}</body>\n</html>\n"


def section(lines: Sequence[Line]) -> str:
    """The newest run of one benchmark: what it was, its charts, its figures, what got worse."""
    newest = lines[-1]
    versions = ", ".join(f"{name} {number}" for name, number in newest["versions"].items())
    chance = "" if newest["seed"] is None else f", seed {newest['seed']}"
    told = f"{_moment(newest['at'])}, code {newest['commit']}{chance}; {versions}"
    return "".join(
        (
            f'<section><h2 id="{html.escape(newest["benchmark"])}">{html.escape(newest["benchmark"])}</h2>',
            f'<p><code>{html.escape(command_of(newest))}</code></p><p class="run">{html.escape(told)}</p>',
            _compared(lines),
            *(f"<h3>{title}</h3>{drawing}" for title, drawing in drawings(lines)),
            _figures(newest),
            "</section>",
        )
    )


def drawings(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """A title and a chart for each shape that the newest run has."""
    figures = figures_of(lines[-1])
    if rates := shapes.rates(figures):
        yield "Rate by replicas", charts.over_replicas(rates)
    if named := shapes.rates_by_name(figures):
        yield "Rates", charts.bars(named)
    if ranges := shapes.percentiles(figures):
        yield "Percentiles", charts.ranges(ranges)
    if found := shapes.histograms(figures):
        yield "Distribution of latency", charts.distributions(found)
    if shares := shapes.cpu_shares(figures):
        yield "CPU an event, by process", charts.stacked(shares)
    minutes, resident = shapes.memory(figures)
    if minutes:
        yield "Memory", charts.over_time(minutes, resident)
    if history := shapes.histories(lines):
        yield "Over the runs of this command", charts.history(history)


def _compared(lines: Sequence[Line]) -> str:
    before = [figures_of(line) for line in lines[:-1] if line["argv"] == lines[-1]["argv"]][-LAST_RUNS:]
    if not before:
        return '<p class="run">The first run of this command.</p>'
    found = worse(before, figures_of(lines[-1]))
    if not found:
        return f'<p class="run">Nothing got worse beyond noise ({len(before)} runs compared).</p>'
    rows = "".join(
        f"<tr><td>{html.escape(each.path)}</td><td>{shown(each.before)} ± {shown(each.spread)}</td>"
        f"<td>{shown(each.now)}</td></tr>"
        for each in found
    )
    head = "<tr><th>figure</th><th>before</th><th>now</th></tr>"
    return f'<p class="worse">Worse than in the {len(before)} runs before:</p><table>{head}{rows}</table>'


def _figures(line: Line) -> str:
    """Every figure that has a unit, folded away."""
    found = [(".".join(path), value) for path, value in numbers(figures_of(line)) if unit_of(path)]
    rows = "".join(f"<tr><td>{html.escape(name)}</td><td>{shown(value)}</td></tr>" for name, value in found)
    return f"<details><summary>All {len(found)} figures</summary><table>{rows}</table></details>"


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")


def main() -> None:
    """Write the page from all runs that were kept."""
    runs = kept()
    if not runs:
        raise SystemExit(f"{RESULTS} has no run yet: start a benchmark first")
    by_benchmark: dict[str, list[Line]] = {}
    for run in runs:
        by_benchmark.setdefault(run["benchmark"], []).append(run)
    PAGE.write_text(page(by_benchmark, time.time()))
    Console().print(f"wrote {PAGE}: {len(by_benchmark)} benchmarks, {len(runs)} runs")


if __name__ == "__main__":
    main()
