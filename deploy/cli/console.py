"""How the command line speaks: one console, one way to show progress, one way to fail."""

import contextlib
import time
from collections.abc import Callable, Iterator

import typer
from rich.console import Console

from chassis.kafka_address import WrongAddress
from deploy.stack.errors import StackError

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


@contextlib.contextmanager
def acting() -> Iterator[None]:
    """Turn what a person can act on into one red sentence and exit code 1."""
    try:
        yield
    except StackError as failure:
        errors.print(str(failure), style="red", markup=False)
        raise typer.Exit(1) from None
    except WrongAddress as failure:
        errors.print(f"That is no address of a Kafka: {failure}.", style="red", markup=False)
        raise typer.Exit(1) from None


@contextlib.contextmanager
def progress(title: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done now, and how long each step took once the next one begins."""
    began = time.monotonic()
    with console.status(title) as status:
        step, step_began = "", began

        def report(line: str) -> None:
            nonlocal step, step_began
            _done(step, step_began)
            step, step_began = line, time.monotonic()
            status.update(f"{title}: {line}")

        yield report
        _done(step, step_began)


def _done(step: str, began: float) -> None:
    if step:
        console.print(f"[green]✓[/green] {step} [dim]{time.monotonic() - began:.1f} s[/dim]")
