"""`muster scale` and `muster drain`: more replicas of a service of the local stack, or fewer."""

from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.console import acting, console, errors, progress
from deploy.cli.run import ServiceName

if TYPE_CHECKING:
    from deploy.local.scaling import Scaled

REPLICAS = 32  # more than the partitions of any topic, and more than a machine would take


def scale(
    service: Annotated[ServiceName, typer.Argument(help="Which service.")],
    replicas: Annotated[int, typer.Argument(min=0, max=REPLICAS, help="How many processes of it there shall be.")],
) -> None:
    """Start replicas of a service, or end some in order; the gateway follows at once, partitions within seconds."""
    from deploy.local.scaling import scale as scaled

    with acting(), progress(f"Scaling {service.value} to {replicas}") as report:
        done = scaled(service.value, replicas, report)
    _tell(done, f"{service.value} has {replicas} already.")


def drain(
    target: Annotated[
        str, typer.Argument(metavar="SERVICE[/REPLICA]", help="As `inbox` (all of it), `inbox/2` or `inbox/inbox-2`.")
    ],
) -> None:
    """Have replicas take nothing more, finish what they hold, leave their groups and end."""
    from deploy.local.scaling import drain as drained

    service, _, replica = target.partition("/")
    with acting(), progress(f"Draining {target}") as report:
        done = drained(service, replica, report)
    _tell(done, "")


def _tell(done: "Scaled", nothing: str) -> None:
    for word, names in (("Started", done.started), ("Ended", done.ended)):
        if names:
            console.print(f"{word}: {', '.join(names)}")
    if done.killed:
        late = f"Killed, because they had not finished in time: {', '.join(done.killed)}."
        errors.print(f"{late} What they held is delivered again, once in effect.", style="yellow")
    if not done.started and not done.ended:
        console.print(nothing)
