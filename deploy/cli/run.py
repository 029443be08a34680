"""`muster run SERVICE`: one service in the foreground, as an image or a second replica runs it."""

import os
import sys
from enum import StrEnum
from typing import Annotated

import typer

from deploy.cli.console import acting


class ServiceName(StrEnum):
    """What can be run."""

    gateway = "gateway"
    inbox = "inbox"
    routing = "routing"
    crisis = "crisis"
    analytics = "analytics"


def run(
    service: Annotated[ServiceName, typer.Argument(help="Which service.")],
    replica: Annotated[
        bool, typer.Option("--replica", help="Join the local stack that is up, as one more replica on a free port.")
    ] = False,
) -> None:
    """Run one service in the foreground, with its settings from the environment (MUSTER_…)."""
    from deploy.local.services import MODULES, replica_environment
    from deploy.local.state import need_state

    variables = {}
    with acting():
        if replica:
            variables = replica_environment(need_state())
    command = [sys.executable, "-m", MODULES[service.value]]
    os.execve(command[0], command, {**os.environ, **variables})  # noqa: S606 - this interpreter, a list, no shell
