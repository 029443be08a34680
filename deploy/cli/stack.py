"""`muster up` and `muster down`."""

from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.console import acting, console, progress

if TYPE_CHECKING:
    from deploy.local.state import LocalState


def up(
    mongo_members: Annotated[int, typer.Option(min=1, max=3, help="Members of the MongoDB replica set: 1 or 3.")] = 1,
    kafka_nodes: Annotated[int, typer.Option(min=1, max=3, help="Kafka nodes: 1 or 3.")] = 1,
    seed: Annotated[bool, typer.Option(help="Make the demo brands.")] = True,
) -> None:
    """Start MongoDB, Kafka, the gateway and the four services, make the demo brands, and stay.

    MUSTER_KAFKA and MUSTER_MONGO name servers to use instead of starting one.
    """
    from deploy.local.launch import LaunchOptions, launch

    with acting():
        with progress("Starting Muster") as report:
            state = launch(LaunchOptions(mongo_members, kafka_nodes, seed=seed), report)
        show(state)


def show(state: "LocalState") -> None:
    """Say where things are and what to try next."""
    from deploy.local.state import state_path

    console.print(f"\nMuster is up at [bold]{state.gateway}[/bold]; its API is described at {state.gateway}/docs")
    console.print(f"Demo brands: {', '.join(state.brands) or 'none'}. Keys and secrets: {state_path()}\n")
    console.print("Try next:")
    for command, meaning in (
        ("muster status", "what runs and how far behind it is"),
        ('muster post "Where is my suitcase?"', "speak as a customer"),
        ("muster demo ash-cloud", "play the crisis"),
        ("muster down", "end it; the data stays until `muster down --erase`"),
    ):
        console.print(f"  [bold]{command}[/bold]  [dim]{meaning}[/dim]")


def down(
    erase: Annotated[bool, typer.Option("--erase", help="Remove the data and the keys to it, too.")] = False,
) -> None:
    """End what `muster up` or `muster demo` started; the data stays."""
    from deploy.local.launch import stop_all

    with acting(), progress("Ending Muster") as report:
        report("asking the processes to end")
        ended = stop_all(erase=erase)
    console.print(f"{ended} processes ended." if ended else "Nothing was up.")
