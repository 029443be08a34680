"""The report of a run: a row for each attack in the terminal, and the whole of it as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from tests.abuse.attack import REFUSED, TAKEN, Finding

COLUMNS = ("attack", "requests", "accepted", "refused", "5xx", "statuses", "seconds", "seed", "result")
SERVER_ERRORS = range(500, 600)
STATUSES_SHOWN = 5


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
