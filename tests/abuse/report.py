"""The report of a run: a row for each attack in the terminal, the same with plots as a page, and the whole as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from tests.abuse.attack import REFUSED, TAKEN, Finding
from tests.tools.report_page import page, part

COLUMNS = ("attack", "requests", "accepted", "refused", "5xx", "statuses", "seconds", "seed", "result")
SERVER_ERRORS = range(500, 600)
STATUSES_SHOWN = 5
WIDTH, HEIGHT = 560, 14  # of the bar of an attack
COLOURS = {2: "#3a7d44", 3: "#7a9e7e", 4: "#35608f", 5: "#c0392b"}
"""By the first digit of a status: taken, elsewhere, refused, failed."""


def cells(found: Finding) -> tuple[str, ...]:
    """The figures of one attack, as text."""
    often = sorted(found.statuses.items(), key=lambda each: (each[0] not in SERVER_ERRORS, -each[1]))
    return (
        found.attack.name,
        str(sum(found.statuses.values())),
        str(found.count(TAKEN)),
        str(found.count(REFUSED)),
        str(found.count(SERVER_ERRORS)),
        ", ".join(f"{status}: {number}" for status, number in often[:STATUSES_SHOWN]),
        f"{found.seconds:.1f}",
        str(found.seed),
        "held" if found.good else f"BROKEN ({found.fault_count})",
    )


def table(findings: Sequence[Finding]) -> Table:
    """The figures for a terminal; of the statuses, server errors come first, then the most frequent."""
    made = Table(*COLUMNS)
    for found in findings:
        made.add_row(*cells(found), style="" if found.good else "bold red")
    return made


def write(findings: Sequence[Finding], command: str, path: Path) -> None:
    """The report as JSON: every attack with its statuses and its faults, each fault with its request and answer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"command": command, "attacks": [found.as_json() for found in findings]}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", errors="replace")


def write_page(findings: Sequence[Finding], command: str, path: Path) -> None:
    """The page: the table, and of each attack its answers as a bar and what it got."""
    rows = [(found.good, cells(found)) for found in findings]
    parts = [part(found.attack.name, found.attack.says, _plot(found), found.faults) for found in findings]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = page("Attacks", command, COLUMNS, rows, parts)
    path.write_text(text, encoding="utf-8", errors="replace")


def _plot(found: Finding) -> str:
    """A bar of all answers, each status as wide as its share of them."""
    whole, left, bars = sum(found.statuses.values()), 0.0, []
    for status, number in sorted(found.statuses.items()):
        wide = WIDTH * number / whole
        colour = COLOURS.get(status // 100, "#888888")
        bars.append(
            f'<rect x="{left:.1f}" width="{wide:.1f}" height="{HEIGHT}" fill="{colour}" stroke="#fff">'
            f"<title>{status}: {number}</title></rect>"
        )
        left += wide
    return f'<svg width="{WIDTH}" height="{HEIGHT}">{"".join(bars)}</svg>'
