"""`python -m tests.abuse`: play the attacks of a tier, or some by their names, and write the report."""

from __future__ import annotations

import argparse
import contextlib
import random
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tests.abuse.attack import Attack, Finding, play
from tests.abuse.attacks import all_attacks
from tests.abuse.report import table, write, write_page
from tests.abuse.target import Target, running_house
from tests.tools.tiers import chosen

FAULTS_SHOWN = 12  # the report has the rest
PLAIN_WIDTH = 180  # of the table where nobody says how wide the paper is


def run(attacks: Sequence[Attack], seed: int, console: Console) -> list[Finding]:
    """Play the attacks on one house, one after the other."""
    findings: list[Finding] = []
    with (
        console.status("starting the house") as status,
        running_house() as state,
        contextlib.ExitStack() as stack,
    ):
        target = Target(state, stack)
        for number, attack in enumerate(attacks, start=1):
            label = f"[{number}/{len(attacks)}] {attack.name}"
            status.update(label)
            found = play(attack, target, seed)
            findings.append(found)
            console.print(f"{label}: {'held' if found.good else 'BROKEN'} in {found.seconds:.0f} s", markup=False)
            for words in (*found.notes, *found.faults[:FAULTS_SHOWN]):
                console.print(f"  {words}", markup=False)
    return findings


def main() -> int:
    """Parse, play, report; 1 when an attack got what it must not."""
    parser = argparse.ArgumentParser(prog="python -m tests.abuse", description=__doc__)
    parser.add_argument("--tier", choices=["smoke", "full"], default="smoke")
    parser.add_argument("--attack", action="append", default=[], help="an attack by its name; may be given again")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 - printed, to repeat a run
    parser.add_argument("--out", type=Path, default=Path(".muster/abuse"), help="where the report goes")
    parser.add_argument("--list", action="store_true", help="name the attacks and what each does")
    given = parser.parse_args()
    attacks = chosen("attack", all_attacks(), given.tier, given.attack)
    console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    if given.list:
        for attack in all_attacks():
            console.print(f"{attack.tier:5} {attack.name}: {attack.says}", markup=False)
        return 0
    command = f"python -m tests.abuse {shlex.join(sys.argv[1:])} (seed {given.seed})"
    console.print(command, markup=False)
    findings = run(attacks, given.seed, console)
    console.print(table(findings))
    write(findings, command, given.out / "report.json")
    write_page(findings, command, given.out / "report.html")
    console.print(f"the report: {given.out / 'report.html'}, and as JSON beside it")
    return 0 if findings and all(found.good for found in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
