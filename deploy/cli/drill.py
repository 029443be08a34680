"""`muster drill`: what is promised under load, shown on the local stack."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from deploy.cli.console import acting, console, errors
from deploy.cli.surge import surge
from deploy.stack.errors import StackError

if TYPE_CHECKING:
    from deploy.drill.figures import LaneFigures
    from gateway.domain.request_lanes import RequestLane

app = typer.Typer(help="Drills on the local stack.", no_args_is_help=True)
MOST_SECONDS = 60
WARNING = (
    "This fills the gateway of the local stack for {seconds} s. Requests of others, first those of the lane bulk, may "
    "be refused with 503 meanwhile; nothing of them is changed. It leaves the brand {brand}, a sandbox without "
    "channels, with one person more; its key is revoked."
)


@app.command("overload")
def overload(
    seconds: Annotated[int, typer.Option(min=2, max=MOST_SECONDS, help="How long it loads.")] = 10,
    crisis_seconds: Annotated[
        float, typer.Option(min=0.01, help="Within which 99 of 100 requests of the lane crisis have to be answered.")
    ] = 2.0,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; needed where nobody can be asked.")] = False,
) -> None:
    """Load all three lanes until requests are shed; ends with 0 only if they were shed in the declared order."""
    from deploy.drill.figures import faults
    from deploy.drill.overload import BRAND, run_overload
    from deploy.local.state import need_state

    with acting():
        state = need_state()
        console.print(WARNING.format(seconds=seconds, brand=BRAND))
        if not yes:
            if not sys.stdin.isatty():
                raise StackError("Nobody can be asked here: say --yes.")
            typer.confirm("Go on?", abort=True)
        with console.status("loading"):
            figures = run_overload(state, seconds)
    console.print(_table(figures))
    said = faults(figures, crisis_seconds)
    for fault in said:
        errors.print(fault, style="red", markup=False)
    if said:
        raise typer.Exit(1)
    console.print(f"Shed in the declared order; 99 % of crisis within {crisis_seconds:.2f} s.")


def _table(figures: "Mapping[RequestLane, LaneFigures]") -> Table:
    table = Table("lane", "sent", "served", "shed", "failed", "p50", "p99")
    for lane, each in figures.items():
        times = (each.quantile(part) for part in (0.5, 0.99))
        cells = ["" if time is None else f"{time * 1000:.0f} ms" for time in times]
        table.add_row(str(lane), str(each.sent), str(each.served), str(each.shed), str(each.failed), *cells)
    return table


app.command("surge")(surge)
