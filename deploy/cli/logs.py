"""`muster logs`: what the local stack's services wrote, for a person."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from deploy.cli.console import acting, console

if TYPE_CHECKING:
    from deploy.local.logs import LogLine

COLOURS = {"debug": "dim", "info": "green", "warning": "yellow", "error": "red", "critical": "red"}
SERVICE_WIDTH = 9  # `analytics`


def logs(
    services: Annotated[list[str] | None, typer.Argument(help="Of which services; all where none is named.")] = None,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on with what is written, until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("-n", "--lines", min=0, help="How many of the last lines to begin with.")] = 100,
) -> None:
    """Show the log of the local stack: time, level, service, event and its fields."""
    from deploy.local.logs import LogFiles

    with acting():
        files = LogFiles(services or [])
    for line in files.last_lines(lines):
        console.print(shown(line), soft_wrap=True)
    if follow:
        try:
            for line in files.following():
                console.print(shown(line), soft_wrap=True)
        except KeyboardInterrupt:
            return


def shown(line: "LogLine") -> Text:
    """One line in columns; the fields last, as `name=value`."""
    text = Text()
    if line.level:
        text.append(f"{line.at} ", "dim").append(f"{line.level:<7} ", COLOURS.get(line.level, ""))
    text.append(f"{line.service:<{SERVICE_WIDTH}} ", "bold").append(line.event)
    for name, value in line.fields.items():
        text.append(f" {name}=", "dim").append(_plain(value))
    return text


def _plain(value: Any) -> str:
    from json import dumps

    return value if isinstance(value, str) and value.isprintable() and " " not in value else dumps(value)
