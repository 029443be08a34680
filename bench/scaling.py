"""`python -m bench.scaling`: the rules of deploy/kubernetes against recorded crises, played second by second.

Prints for each service how old a record gets, how many replicas there are, and how often their number changes, beside
what one replica alone would do; `--plot FILE` draws replicas, lag and age over the hours. Nothing is started: the costs
are in `deploy/size/costs.py`, and what a cluster takes to start a pod is assumed there.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deploy.size import costs
from deploy.size.crises import SHAPES, arrivals
from deploy.size.scaling import Moment, play, rules_of

CONSUMERS = ("inbox", "routing", "crisis", "analytics")
COLUMNS = ("crisis", "service", "each/s", "oldest s", "most lag", "replicas", "changes", "one: oldest s")
HOUR = 3_600.0
STEP = 20  # seconds from one drawn point to the next


def main() -> None:
    """Read the arguments, play and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ordinary", type=float, default=20.0, help="records a second where nothing happens")
    parser.add_argument("--peak", type=float, default=8_000.0, help="records a second in the worst hour")
    parser.add_argument("--plot", type=Path, help="write a picture (SVG) here")
    arguments = parser.parse_args()
    table = Table(title=f"{arguments.ordinary:g} to {arguments.peak:g} records a second")
    for column in (
        "crisis",
        "service",
        "a replica/s",
        "oldest s",
        "most lag",
        "replicas",
        "changes",
        "one alone, oldest s",
    ):
        table.add_column(column, justify="left" if column in {"crisis", "service"} else "right")
    played: dict[str, Sequence[Moment]] = {}
    for name, shape in SHAPES.items():
        rates = arrivals(shape, arguments.ordinary, arguments.peak)
        for service in CONSUMERS:
            rules, capacity = rules_of(service), costs.capacity(service)
            moments = play(rates, rules, capacity)
            alone = play(rates, replace(rules, least=1, most=1), capacity)
            table.add_row(name, service, f"{capacity:,.0f}", *_row(moments), f"{max(each.age for each in alone):,.0f}")
            if service == "inbox":
                played[name] = moments
    Console().print(table)
    if arguments.plot is not None:
        draw(played, arguments.plot)


def _row(moments: Sequence[Moment]) -> tuple[str, str, str, str]:
    changes = sum(each.wanted != after.wanted for each, after in zip(moments, moments[1:], strict=False))
    working = [each.working for each in moments]
    oldest, lag = max(each.age for each in moments), max(each.lag for each in moments)
    return f"{oldest:,.0f}", f"{lag:,.0f}", f"{min(working)} to {max(working)}", f"{changes}"


def draw(played: Mapping[str, Sequence[Moment]], path: Path) -> None:
    """Draw the inbox's replicas, lag and age over the hours, a column a crisis."""
    import matplotlib as mpl  # the simulation itself runs without what draws
    from matplotlib.figure import Figure

    from bench.charts import COLOURS, STYLE

    shown = (("replicas", "working"), ("records waiting", "lag"), ("oldest, s", "age"))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9.0, 6.0))
        places = figure.subplots(len(shown), len(played), sharex=True, sharey="row", squeeze=False)
        for column, (name, moments) in enumerate(played.items()):
            hours = [place / HOUR for place in range(0, len(moments), STEP)]
            for row, (label, field) in enumerate(shown):
                axes = places[row][column]
                axes.plot(hours, [getattr(each, field) for each in moments[::STEP]], color=COLOURS[row], linewidth=1.2)
                if column == 0:
                    axes.set_ylabel(label)
            places[0][column].set_title(name)
            places[-1][column].set_xlabel("hours")
        figure.savefig(path, format="svg")


if __name__ == "__main__":
    main()
