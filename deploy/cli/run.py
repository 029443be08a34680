"""`muster run SERVICE`: one service in the foreground, as an image runs it."""

import os
import sys
from enum import StrEnum
from typing import Annotated

import typer


class ServiceName(StrEnum):
    """What can be run."""

    gateway = "gateway"
    inbox = "inbox"
    routing = "routing"
    crisis = "crisis"
    analytics = "analytics"


def run(service: Annotated[ServiceName, typer.Argument(help="Which service.")]) -> None:
    """Run one service in the foreground, with its settings from the environment (MUSTER_…)."""
    from deploy.local.services import MODULES

    os.execv(sys.executable, [sys.executable, "-m", MODULES[service.value]])  # noqa: S606 - a list, no shell
