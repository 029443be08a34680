"""`python -m tests.faults`: play the cases of a tier, or one by its name, and write the report."""

from __future__ import annotations

import argparse
import random
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tests.faults.cases import all_cases
from tests.faults.house import House
from tests.faults.islands import missing, move_apart
from tests.faults.playing import play
from tests.faults.report import sentences, table, write_figures, write_page
from tests.faults.scene import Case, Finding
from tests.tools.tiers import chosen

PLAIN_WIDTH = 210  # of the table where nobody says how wide the paper is


def run(cases: Sequence[Case], seed: int, times: int, records: Path, console: Console) -> list[Finding]:
    """Play the cases, those of one kind of house together; each record is written as soon as it is whole."""
    findings: list[Finding] = []
    records.mkdir(parents=True, exist_ok=True)
    left = list(enumerate(sorted(cases, key=lambda case: case.islands), start=1))
    while left:
        islands = left[0][1].islands
        with (
            tempfile.TemporaryDirectory(prefix="muster-faults-") as data,
            console.status("starting the house") as status,
            House(Path(data), records / "logs", status.update, islands=islands) as house,
        ):
            while left and left[0][1].islands == islands:
                number, case = left.pop(0)
                label = f"[{number}/{len(cases)}] {case.name}"
                found = play(house, case, seed, times, lambda words, label=label: status.update(f"{label}: {words}"))  # type: ignore[misc]
                findings.append(found)
                _tell(found, label, records, console)
                if found.unplayed:
                    break  # the next one gets a new house
    return findings


def _tell(found: Finding, label: str, records: Path, console: Console) -> None:
    found.history.write(records / f"{found.case.name}.jsonl")
    took = found.ended - found.began
    console.print(f"{label}: {'kept' if found.good else '[red]BROKEN[/]'} in {took:.0f} s")
    for line in sentences(found):
        console.print(f"  {line}", markup=False)


def _playable(cases: Sequence[Case], console: Console) -> list[Case]:
    """Those this machine can play; says which it cannot, and why."""
    if not (why := missing()):
        return list(cases)
    for case in cases:
        if case.islands:
            console.print(f"{case.name} is left out: {why}", markup=False)
    return [case for case in cases if not case.islands]


def main() -> int:
    """Parse, play, report; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--tier", choices=["smoke", "full"], default="smoke")
    parser.add_argument("--case", action="append", default=[], help="a case by its name; may be given again")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 - printed, to repeat a run
    parser.add_argument(
        "--times", type=int, default=1, help="so many times the messages, but of a crisis, for smaller bounds"
    )
    parser.add_argument("--out", type=Path, default=Path(".muster/faults"), help="where records and the page go")
    parser.add_argument("--list", action="store_true", help="name the cases and what each does")
    given = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    if given.list:
        for case in all_cases():
            console.print(f"{case.tier:5} {case.name}: {case.says}", markup=False)
        return 0
    cases = _playable(chosen("case", all_cases(), given.tier, given.case), console)
    if any(case.islands for case in cases):
        move_apart(["-m", "tests.faults", *sys.argv[1:]])
    command = f"python -m tests.faults {shlex.join(sys.argv[1:])} (seed {given.seed})"
    console.print(command)
    findings = run(cases, given.seed, given.times, given.out, console)
    console.print(table(findings))
    write_page(findings, command, given.out / "report.html")
    write_figures(findings, given.out / "figures.md")
    console.print(f"the page: {given.out / 'report.html'}; the records lie beside it")
    return 0 if all(found.good for found in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
