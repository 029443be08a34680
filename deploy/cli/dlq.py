"""`muster dlq`: list, show and replay the records that no consumer could use."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Column, Table

from chassis.kafka_address import kafka_address
from deploy.cli.console import acting, console

if TYPE_CHECKING:
    from chassis.messaging import Position
    from chassis.messaging.dead_letters import DeadLetter, DeadLetters

T = TypeVar("T")
Kafka = Annotated[str, typer.Option(envvar="MUSTER_KAFKA", help="Bootstrap servers; else the stack that is up.")]
Prefix = Annotated[str, typer.Option(envvar="MUSTER_PREFIX", help="Before the name of every topic.")]
Letter = Annotated[str, typer.Argument(help="TOPIC/PARTITION/OFFSET, as `muster dlq list` shows it.")]

app = typer.Typer(help="Records that no consumer could use, kept with their origin and a reason.", no_args_is_help=True)


@app.command("list")
def list_letters(
    group: Annotated[str, typer.Option(help="Only those of this consumer group (a service's name).")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most this many of each group.")] = 50,
    kafka: Kafka = "",
    prefix: Prefix = "",
) -> None:
    """List dead letters, the newest first. What customers wrote is not shown."""
    from contracts.registry import READERS

    async def read(letters: DeadLetters) -> list[DeadLetter]:
        groups = [_require_group(group)] if group else list(READERS)
        return [letter for each in groups for letter in await letters.list(each, limit=limit)]

    letters = _with_letters(read, kafka, prefix)
    if not letters:
        console.print("No dead letters.")
        return
    name = Column("letter", no_wrap=True)  # it is typed again to show or replay the letter
    rest = ("brand", "event type", "reason", "tries", "since", "replayed")
    table = Table(name, *(Column(each, overflow="fold") for each in rest))
    for letter in letters:
        replayed = f"{letter.replayed_at:%d %b %H:%M:%S}" if letter.replayed_at else ""
        since = f"{letter.first_failed_at:%d %b %H:%M:%S}"
        position = "/".join(map(str, letter.position))
        table.add_row(position, letter.brand, letter.event_type, letter.reason, str(letter.attempts), since, replayed)
    console.print(table)


@app.command()
def show(letter: Letter, kafka: Kafka = "", prefix: Prefix = "") -> None:
    """Show one dead letter with its record, which may hold what a customer wrote."""
    with acting():
        group, position = read_name(letter)
    dead_letter = _with_letters(lambda letters: letters.show(group, position), kafka, prefix)
    if dead_letter is None:
        with acting():
            raise _no_such(letter)
    for name, value in (
        ("group", dead_letter.group),
        ("origin", "/".join(map(str, dead_letter.origin))),
        ("reason", dead_letter.reason),
        ("tries", dead_letter.attempts),
        ("brand", dead_letter.brand),
        ("event", f"{dead_letter.event_id} {dead_letter.event_type}"),
        ("replayed", dead_letter.replayed_at or "no"),
    ):
        console.print(f"[bold]{name:9}[/bold] {value}")
    console.print((dead_letter.record.value or b"").decode(errors="backslashreplace"), markup=False, soft_wrap=True)


@app.command()
def replay(
    letter: Annotated[str, typer.Argument(help="TOPIC/PARTITION/OFFSET; left out with --all.")] = "",
    everything: Annotated[str, typer.Option("--all", help="Replay all letters of this group not replayed yet.")] = "",
    again: Annotated[bool, typer.Option("--again", help="Even when it was replayed before.")] = False,
    kafka: Kafka = "",
    prefix: Prefix = "",
) -> None:
    """Give dead letters back to their group, after the cause is mended; what is known already has no second effect."""
    if bool(letter) == bool(everything):
        raise typer.BadParameter("name one letter, or a group with --all")
    if everything:
        group = _require_group(everything)
        count = _with_letters(lambda letters: letters.replay_all(group), kafka, prefix)
        console.print(f"{count} letters were given back to {group}.")
        return
    with acting():
        group, position = read_name(letter)
    if not _with_letters(lambda letters: letters.replay(group, position, again=again), kafka, prefix):
        with acting():
            raise _no_such(letter, " that was not replayed before (--again replays it once more)")
    console.print(f"Given back to {group}.")


def read_name(name: str) -> tuple[str, Position]:
    """Read TOPIC/PARTITION/OFFSET into the group and the position.

    Raises:
        StackError: When it is no name of a dead letter.
    """
    from chassis.messaging import Position
    from contracts.registry import READERS
    from deploy.stack.errors import StackError

    topic, _, rest = name.partition("/")
    partition, _, offset = rest.partition("/")
    group = topic.rpartition(".dead.")[2]
    if group not in READERS or not partition.isdecimal() or not offset.isdecimal():
        raise StackError(f"{name} is no dead letter; `muster dlq list` shows them as TOPIC/PARTITION/OFFSET.")
    return group, Position(topic, int(partition), int(offset))


def _require_group(group: str) -> str:
    from contracts.registry import READERS

    if group not in READERS:
        raise typer.BadParameter(f"no group {group}; there are {', '.join(READERS)}")
    return group


def _no_such(name: str, which: str = "") -> Exception:
    from deploy.stack.errors import StackError

    return StackError(f"There is no dead letter {name}{which}.")


def _with_letters(work: Callable[[DeadLetters], Awaitable[T]], kafka: str, prefix: str) -> T:
    from chassis.errors import Unavailable
    from chassis.messaging import LogError
    from chassis.messaging.dead_letters import DeadLetters
    from chassis.messaging.kafka import KafkaLog
    from deploy.local.state import need_state
    from deploy.stack.errors import StackError

    async def run(bootstrap: str) -> T:
        log = KafkaLog(bootstrap, prefix=prefix, service="muster")
        publisher = log.publisher()
        await publisher.start()
        try:
            return await work(DeadLetters(log, publisher))
        except (LogError, Unavailable) as failure:
            raise StackError(
                f"Kafka at {kafka_address(bootstrap)} did not do that ({failure}); see `muster status`."
            ) from failure
        finally:
            await publisher.stop()

    with acting():
        return asyncio.run(run(kafka or need_state().kafka))
    raise AssertionError("acting() ends the program on failure")
