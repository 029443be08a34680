"""The report of a run: one row of figures per case in the terminal, and the same with plots as one HTML page."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from rich.table import Table

from tests.faults.checkers.crises import PAGED
from tests.faults.checkers.once import MESSAGE_STORED
from tests.faults.record import Answered, Broken, Drained, Healed, History, Seeded, Told
from tests.faults.scene import Finding
from tests.tools.report_page import page, part

WIDTH, HEIGHT = 560, 70
STEP_SECONDS = 0.5
NAMED = ("lost", "doubled", "double owners", "over capacity", "misordered")  # the checkers with a column
COLUMNS = ("case", "acked", *NAMED, "other", "write gap s")
MORE_COLUMNS = ("worst wait s", "recovery s", "page s", "ack p50 ms", "ack p99 ms", "cpu", "seed", "result")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one case, as text."""

    cells: tuple[str, ...]


def _others(found: Finding) -> int:
    """Faults without a column of their own."""
    return sum(len(each) for name, each in found.faults.items() if name not in NAMED) + len(found.notes)


def zero(count: int, of: int) -> str:
    """A count; for none at all the bound that holds with 95 %: 0 of n is at most 3/n."""
    return str(count) if count or not of else f"0 (≤{300 / of:.2g}%)"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies; 0 without any."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def longest_wait(history: History) -> float:
    """Seconds from the acknowledgement of a message until the inbox had it in the log, of the one that waited longest.

    It holds how long a part that died was missed, and the takeover.
    """
    acked: dict[str, float] = {}
    for row in history.of(Answered):
        if row.status == HTTPStatus.ACCEPTED:
            acked |= {message: row.at for message in row.messages if message not in acked}
    logged: dict[str, float] = {}
    for told in history.of(Told):
        if told.type == MESSAGE_STORED:
            message = told.data["message"]
            logged[message] = min(told.logged_at, logged.get(message, told.logged_at))
    return max((at - acked[message] for message, at in logged.items() if message in acked), default=0.0)


def figures(found: Finding) -> Figures:
    """Count and measure one case."""
    history = found.history
    good = [row for row in history.of(Answered) if row.status == 202]
    n = len(history.acked())
    gaps = [after - before for before, after in itertools.pairwise(sorted(row.at for row in good))]
    healed = [row.at for row in history.of(Healed)]
    drained = [row.at for row in history.of(Drained)]
    pages = sorted(row.at for row in history.told(PAGED))
    delays = [min((at - row.at for at in pages if at >= row.at), default=-1.0) for row in history.of(Seeded)]
    took = [row.seconds * 1000 for row in good]
    return Figures(
        (
            found.case.name,
            str(n),
            *(zero(len(found.faults[name]), n) for name in NAMED),
            str(_others(found)),
            f"{max(gaps, default=0):.1f}",
            f"{longest_wait(history):.1f}",
            f"{drained[-1] - healed[-1]:.1f}" if healed and drained else "-",
            f"{max(delays):.1f}" if delays else "-",
            f"{percentile(took, 0.5):.0f}",
            f"{percentile(took, 0.99):.0f}",
            f"{found.cpu:.0%}",
            str(found.seed),
            "kept" if found.good else "BROKEN",
        )
    )


def together(findings: Sequence[Finding]) -> Figures:
    """The counts of all cases together: their zeros have the smallest bound."""
    n = sum(len(found.history.acked()) for found in findings)
    faults = (zero(sum(len(found.faults[name]) for found in findings), n) for name in NAMED)
    other = sum(_others(found) for found in findings)
    result = "kept" if all(found.good for found in findings) else "BROKEN"
    return Figures(("all", str(n), *faults, str(other), *[""] * (len(MORE_COLUMNS)), result))


def table(findings: Sequence[Finding]) -> Table:
    """The figures for a terminal."""
    made = Table(*COLUMNS, *MORE_COLUMNS)
    for found in findings:
        made.add_row(*figures(found).cells, style="" if found.good else "bold red")
    made.add_section()
    made.add_row(*together(findings).cells)
    return made


def write_figures(findings: Sequence[Finding], path: Path) -> None:
    """Write the figures as a table of Markdown, as `docs/guarantees.md` has one."""
    rows = [(*COLUMNS, *MORE_COLUMNS), ("---",) * len(together(findings).cells)]
    rows += [each.cells for each in (*map(figures, findings), together(findings))]
    path.write_text("".join(f"| {' | '.join(cells)} |\n" for cells in rows))


def sentences(found: Finding) -> list[str]:
    """What went wrong, one line each, at most ten of a kind."""
    said = [f"{name}: {each}" for name, faults in found.faults.items() for each in faults[:10]]
    return [*found.notes, *said]


def write_page(findings: Sequence[Finding], command: str, path: Path) -> None:
    """Write the page."""
    rows = [(found.good, figures(found).cells) for found in findings]
    rows.append((all(found.good for found in findings), together(findings).cells))
    parts = [part(found.case.name, found.case.says, _plot(found), sentences(found)) for found in findings]
    path.write_text(page("Faults", command, (*COLUMNS, *MORE_COLUMNS), rows, parts))


def _plot(found: Finding) -> str:
    """Accepted messages per half second, with the time of the fault shaded."""
    answers = [row for row in found.history.of(Answered) if row.status == 202]
    if not answers:
        return ""
    first, last = min(row.at for row in answers), max(row.at for row in answers)
    steps = int((last - first) / STEP_SECONDS) + 1
    counts = [0] * steps
    for row in answers:
        counts[int((row.at - first) / STEP_SECONDS)] += len(row.messages)
    x, top = WIDTH / steps, max(counts)
    bars = "".join(
        f'<rect x="{n * x:.1f}" y="{HEIGHT - HEIGHT * c / top:.1f}" width="{x:.1f}" height="{HEIGHT * c / top:.1f}"/>'
        for n, c in enumerate(counts)
    )
    begin = min((row.at for row in found.history.of(Broken)), default=first)
    end = max((row.at for row in found.history.of(Healed)), default=begin)
    left, wide = (begin - first) / STEP_SECONDS * x, (end - begin) / STEP_SECONDS * x
    shade = f'<rect x="{left:.1f}" width="{max(1.0, wide):.1f}" height="{HEIGHT}" fill="#f6c6c0"/>'
    return f'<svg width="{WIDTH}" height="{HEIGHT}" fill="#35608f">{shade}{bars}</svg>'
