"""`muster demo`: scenarios played through the public API; each is a module of `deploy.demo`."""

from typing import Annotated

import typer

from deploy.cli.console import acting, progress
from deploy.cli.stack import show
from deploy.stack.errors import StackError

app = typer.Typer(help="Scenarios, played through the public API only.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `ash-cloud` a command of its own name while it is the only one."""


@app.command("ash-cloud")
def ash_cloud(
    stay: Annotated[bool, typer.Option(help="Leave the system running afterwards.")] = True,
    seed: Annotated[int, typer.Option(help="Seed of the scenario's randomness.")] = 2010,
) -> None:
    """Play the day flights stopped: surge, stories, incident, callout, relief, stand-down; then the report."""
    from deploy.demo.ash_cloud import fits, play, variables
    from deploy.local.launch import LaunchOptions, launch, stop_all
    from deploy.local.state import read_state

    with acting():
        state = read_state()
        if state is None or not state.gateway:
            with progress("Starting Muster") as report:
                state = launch(LaunchOptions(variables=variables()), report)
        elif not fits(state):
            raise StackError("Muster is up in real time, and a scenario needs compressed time: `muster down` first.")
        try:
            play(state, seed=seed)
        finally:
            if not stay:
                stop_all()
        if stay:
            show(state)
