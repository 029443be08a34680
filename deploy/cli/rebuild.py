"""`muster rebuild`: numbers counted anew from the log, beside those in use."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.console import acting, console, errors

if TYPE_CHECKING:
    from deploy.keeping.rebuild_report import RebuildReport

SHOWN = 20  # windows that differ and are shown to a person; --json has all

app = typer.Typer(no_args_is_help=True, help="Count numbers anew from the log, beside those in use.")


@app.callback()
def rebuild() -> None:
    """Count numbers anew from the log, beside those in use."""


@app.command("analytics")
def analytics(
    brand: Annotated[str, typer.Option(help="The brand whose numbers are counted anew.")],
    check: Annotated[bool, typer.Option("--check", help="Only compare; exit code 1 when windows differ.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program: one line, with every window.")] = False,
) -> None:
    """Count the numbers of a brand anew while everything runs, compare them with those in use, and switch at the end.

    Reports show the old numbers until the switch and the new ones from then on. Interrupted, the same command goes on.
    Windows from before the log's first whole week are kept. It looks at the local stack that is up, or else at what
    MUSTER_… in the environment names.
    """
    from chassis.clock import SystemClock
    from deploy.cli.backup import installation
    from deploy.keeping.rebuild import rebuild_numbers
    from services.analytics.settings import AnalyticsSettings

    with acting():
        at = installation()
        with errors.status("rebuild") as status:

            def tell(line: str) -> None:
                status.update(f"rebuild: {line}")
                if "to go" not in line:
                    errors.print(line)

            settings, clock = AnalyticsSettings(), SystemClock()
            report = asyncio.run(rebuild_numbers(at, settings, clock, brand, tell, check=check))
    typer.echo(json.dumps(report.as_document())) if as_json else _show(report)
    if check and report.differences:
        raise typer.Exit(1)


def _show(report: "RebuildReport") -> None:
    for each in report.differences[:SHOWN]:
        was, becomes = each.before, each.after
        console.print(
            f"{each.measure} of {each.start:%d %b %Y %H:%M} ({each.seconds} s): "
            f"count {was[0]:,} → {becomes[0]:,}, sum {was[1]:,} → {becomes[1]:,}"
        )
    if len(report.differences) > SHOWN:
        console.print(f"… and {len(report.differences) - SHOWN:,} more; --json has all")
    since = f"since {report.counted_from:%d %b %Y %H:%M} UTC" if report.counted_from else "of all time"
    console.print(
        f"Brand {report.brand}: {report.read:,} records read, {report.counted:,} events counted; windows {since}: "
        f"{len(report.differences):,} differ, ledger {report.ledger_difference:+,}. "
        f"{'The new numbers are in use' if report.switched else 'Nothing was switched'}; "
        f"{report.removed:,} replaced documents removed."
    )
