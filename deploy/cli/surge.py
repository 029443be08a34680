"""`muster drill surge`: its options, its timeline as it comes, and its figures."""

import json
import secrets
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from deploy.cli.console import acting, console, errors
from deploy.stack.errors import StackError

if TYPE_CHECKING:
    from deploy.drill.surge_record import SurgeRecord, TimelineEntry

MOST_MESSAGES, MOST_SECONDS, MOST_REPLICAS = 20_000, 120, 4
WARNING = (
    "This posts up to {messages:,} messages to the local stack within {seconds} s and may start processes, which it "
    "ends again. It leaves the brand {brand}, a sandbox, with one person, one disabled integration and the "
    "conversations of those messages more; its keys are revoked."
)


Messages = Annotated[int, typer.Option(min=100, max=MOST_MESSAGES, help="Of the surge, at most.")]
Seconds = Annotated[int, typer.Option(min=2, max=MOST_SECONDS, help="How long the surge lasts, at most.")]
Calm = Annotated[
    float, typer.Option(min=0.5, max=20, help="Messages a second before it; the surge has a hundred times as many.")
]
CalmSeconds = Annotated[int, typer.Option(min=2, max=MOST_SECONDS, help="How long the calm lasts.")]
Behind = Annotated[
    float, typer.Option(min=0.5, help="Over this time to drain a group is behind; in place of the alert's 3600 s.")
]
Lasting = Annotated[
    float, typer.Option(min=0, max=300, help="How long it has to be behind; in place of the alert's 5 min.")
]
Clear = Annotated[int, typer.Option(min=10, max=1_800, help="Within which all is as before, after the surge.")]
Replicas = Annotated[int, typer.Option(min=1, max=MOST_REPLICAS, help="Of a service, at most.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Of who writes what; left out, one is drawn.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program: one object at the end.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; needed where nobody can be asked.")]


def surge(
    messages: Messages = 6_000,
    seconds: Seconds = 60,
    calm: Calm = 2.0,
    calm_seconds: CalmSeconds = 10,
    behind_seconds: Behind = 5.0,
    for_seconds: Lasting = 4.0,
    clear_seconds: Clear = 300,
    replicas: Replicas = 2,
    seed: Seed = None,
    as_json: AsJson = False,
    yes: Yes = False,
) -> None:
    """Post a hundred times as many messages, scale by the runbook, and scale back.

    Ends with 0 only if nothing was lost or stored twice, the lag was gone in time, and all is as before.
    """
    from deploy.drill.surge import run_surge
    from deploy.drill.surge_integration import BRAND
    from deploy.drill.surge_record import SurgeOptions
    from deploy.local.state import need_state

    options = SurgeOptions(
        seed=secrets.randbelow(1_000_000) if seed is None else seed,
        calm_rate=calm,
        calm_seconds=calm_seconds,
        messages=messages,
        seconds=seconds,
        clear_seconds=clear_seconds,
        behind_seconds=behind_seconds,
        for_seconds=for_seconds,
        most_replicas=replicas,
    )
    with acting():
        state = need_state()
        errors.print(WARNING.format(messages=messages, seconds=calm_seconds + seconds, brand=BRAND))
        _ask(yes=yes)
        record = run_surge(state, options, _untold if as_json else _tell)
    _show(record, as_json=as_json)


def _show(record: "SurgeRecord", *, as_json: bool) -> None:
    """Show the figures and what they say; exit code 1 where they are not as promised."""
    from deploy.drill.surge_record import faults, outcome

    if as_json:
        typer.echo(json.dumps(record.as_json(), indent=2))
    else:
        console.print(_table(record))
    said = faults(record)
    for fault in said:
        errors.print(fault, style="red", markup=False)
    if said:
        raise typer.Exit(1)
    if not as_json:
        console.print(outcome(record), markup=False)


def _ask(*, yes: bool) -> None:
    if not yes:
        if not sys.stdin.isatty():
            raise StackError("Nobody can be asked here: say --yes.")
        typer.confirm("Go on?", abort=True)


def _tell(entry: "TimelineEntry") -> None:
    console.print(f"{entry.seconds:7.1f} s  {entry.kind:<5}  {entry.text}", markup=False, soft_wrap=True)


def _untold(_: "TimelineEntry") -> None:
    """Tell nobody: a program reads the timeline at the end."""


def _table(record: "SurgeRecord") -> Table:
    figures = record.figures()
    table = Table("what", "figure", title="The drill in figures")
    for part, each in figures["posted"].items():
        counts = f"{each['sent']:,} sent, {each['acknowledged']:,} acknowledged, {each['batches_refused']:,} refusals"
        times = f"{_milliseconds(each['ack_p50_seconds'])} / {_milliseconds(each['ack_p99_seconds'])}"
        table.add_row(f"{part}: messages", counts)
        table.add_row(f"{part}: acknowledged within, p50 / p99", times)
    stored = figures["stored"]
    table.add_row("stored in conversations", f"{stored['in_conversations']:,}")
    ledger = f"{stored['received']:,} received, {stored['stored']:,} stored, {stored['duplicate']:,} duplicates"
    table.add_row("the ledger", f"{ledger}, difference {stored['difference']:,}")
    for name in ("calm", "surge"):
        table.add_row(f"{name}: most records to read", f"{figures[name]['most_lag']:,}")
    table.add_row("calm: oldest unread record", _seconds(figures["calm"]["oldest_unread_seconds"]))
    table.add_row("surge: oldest, before scaling", _seconds(figures["oldest_unread_seconds_before_scaling"]))
    table.add_row("surge: oldest, after scaling", _seconds(figures["oldest_unread_seconds_after_scaling"]))
    table.add_row("from the surge to the alert", _seconds(figures["surge_to_alert_seconds"]))
    table.add_row("from the alert to a new replica", _seconds(figures["alert_to_scaled_seconds"]))
    table.add_row("from there to no lag", _seconds(figures["scaled_to_clear_seconds"]))
    table.add_row("from there to the replicas of before", _seconds(figures["clear_to_back_seconds"]))
    for each in figures["scalings"]:
        table.add_row(f"{each['service']}: replicas", f"{each['replicas']} from {each['ready']:.1f} s on")
    return table


def _seconds(value: Any) -> str:  # noqa: ANN401 - a number or None, out of figures for a program
    return "none" if value is None else f"{value:.1f} s"


def _milliseconds(value: Any) -> str:  # noqa: ANN401 - as above
    return "none" if value is None else f"{value * 1000:.0f} ms"
