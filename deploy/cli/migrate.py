"""`muster migrate`: stored documents of older builds become what this one writes, while everything runs."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from deploy.cli.console import acting, console, errors

if TYPE_CHECKING:
    from chassis.migration_states import StepState
    from deploy.keeping.migrating import ServiceSteps

COLOURS = {"pending": "yellow", "running": "yellow", "done": "green", "newer": "red"}


def migrate(
    service: Annotated[str, typer.Option(help="Only this service; left out, all of them.")] = "",
    contract: Annotated[
        bool,
        typer.Option("--contract", help="Also steps of the phase contract: only when no older build runs any more."),
    ] = False,
    status: Annotated[bool, typer.Option("--status", help="Only show how far each step is.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --status, for a program.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait for the place of one that was killed, 20 seconds at most.")
    ] = False,
) -> None:
    """Take the migrations that are missing, in batches, and go on where an earlier run ended.

    It looks at the local stack that is up, or else at what MUSTER_… in the environment names.
    """
    from chassis.clock import SystemClock
    from deploy.cli.backup import installation
    from deploy.keeping.installation import SERVICES
    from deploy.keeping.migrating import migrate, migration_status
    from deploy.stack.errors import StackError

    with acting():
        if service and service not in SERVICES:
            raise StackError(f"There is no service {service}; there are {', '.join(SERVICES)}.")
        services = [service] if service else SERVICES
        at = installation()
        if status:
            _show(asyncio.run(migration_status(at, services)), as_json=as_json)
            return
        with errors.status("migrate") as shown:

            def tell(name: str, state: "StepState") -> None:
                shown.update(f"{name}: {state.sentence}: {progress_of(state, datetime.now(UTC))}")
                if state.state == "done":
                    errors.print(f"{name} {state.number}: {state.sentence}. {state.changed:,} documents changed.")

            taken = asyncio.run(migrate(at, SystemClock(), tell, services=services, contract=contract, wait=wait))
    console.print(f"{taken} steps taken." if taken else "Nothing was missing.")


def progress_of(state: "StepState", now: datetime) -> str:
    """How far a step is, in words: documents, documents a second, and the time left as far as it can be said."""
    if state.state != "running":
        return f"{state.changed:,} changed" if state.state == "done" else ""
    rate, left = state.rate(now), state.seconds_left(now)
    pace = "" if rate is None or left is None else f", {rate:,.0f} a second, {left:,.0f} s left"
    return f"{state.changed:,} of about {state.of:,}{pace}"


def _show(found: "Sequence[ServiceSteps]", *, as_json: bool) -> None:
    now = datetime.now(UTC)
    if as_json:
        typer.echo(json.dumps([_document(each, now) for each in found], indent=2))
        return
    table = Table("service", "step", "phase", "", "progress", "since (UTC)", "what is true afterwards")
    for each in found:
        for step in each.steps:
            since = f"{step.since:%d %b %H:%M:%S}" if step.since else ""
            state = f"[{COLOURS[step.state]}]{step.state}[/]"
            table.add_row(
                each.service, str(step.number), step.phase, state, progress_of(step, now), since, step.sentence
            )
    console.print(table)


def _document(each: "ServiceSteps", now: datetime) -> dict[str, Any]:
    def said(value: Any) -> Any:  # noqa: ANN401 - any field of a step
        return value.isoformat() if isinstance(value, datetime) else value

    steps = [
        {name: said(value) for name, value in asdict(step).items()}
        | {"rate": step.rate(now), "seconds_left": step.seconds_left(now)}
        for step in each.steps
    ]
    return {"service": each.service, "version": version_of(each), "fresh": each.fresh, "steps": steps}


def version_of(each: "ServiceSteps") -> int:
    """The number of the last step up to which all are done; 0 for none."""
    version = 0
    for step in each.steps:
        if step.state != "done":
            break
        version = step.number
    return version
