"""`muster doctor`: what is wrong, and what to do about it."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from deploy.cli.console import console

if TYPE_CHECKING:
    from deploy.doctor.finding import Finding

COLOURS = {"well": "green", "warning": "yellow", "problem": "red"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False) -> None:
    """Examine settings, secrets, certificates, disk, clocks, indexes, topics, lag and dead letters.

    It looks at the local stack that is up, or else at what MUSTER_… in the environment names. It ends with 1 where
    there is a problem; warnings alone are 0.
    """
    from deploy.doctor.examination import examine
    from deploy.local.services import replica_environment
    from deploy.local.state import home, read_state

    state = read_state()
    processes: list[tuple[str, str]] = []
    if state is not None and state.gateway:
        os.environ.update(replica_environment(state))
        processes = [(each.name, each.url) for each in state.processes if each.url is not None]
    found = examine(home(), processes)
    tell(found, as_json=as_json)
    if any(each.level == "problem" for each in found):
        raise typer.Exit(1)


def tell(found: "Sequence[Finding]", *, as_json: bool) -> None:
    """Show the findings."""
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2))
        return
    table = Table("check", "", "what", "what to do")
    for each in found:
        table.add_row(each.check, f"[{COLOURS[each.level]}]{each.level}[/]", each.what, each.do)
    console.print(table)
