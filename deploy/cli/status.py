"""`muster status`: what runs, whether it is ready, its memory, how far replicas and groups are behind, and why."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from chassis.kafka_address import kafka_address
from deploy.cli.console import acting, console, errors

if TYPE_CHECKING:
    from deploy.local.canaries import CanaryTimes
    from deploy.local.figures import Figures
    from deploy.local.lag import Unread
    from deploy.local.state import LocalState, Running

MEGABYTE = 1_000_000
HOUR, MINUTE = 3600, 60
NEVER_SECONDS = 604_800  # a week: what muster_consumer_time_to_drain_seconds says where nothing is handled
COLOURS = {"ready": "green", "not ready": "yellow", "starting": "yellow", "ending": "yellow"}


def status(
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
    brands: Annotated[
        bool, typer.Option("--brands", help="Name brands that take most also where nothing is behind.")
    ] = False,
) -> None:
    """Show each process with its id, readiness and memory, and how far each replica and consumer group is behind.

    Canaries tell whether messages come through. Of a group that is behind, a brand that takes more than half is named.
    """
    from deploy.local.fullness import fullness
    from deploy.local.noisy_brands import noisy_brands, of_those_behind
    from deploy.local.state import need_state

    with acting():
        state = need_state()
        rows, groups, canaries = _figures(state)
    full, noisy = fullness(state.gateway), noisy_brands(state.processes, datetime.now(UTC))
    if as_json:
        shown = {
            "gateway": state.gateway,
            "fullness": None if full is None else full.as_json(),
            "processes": rows,
            "groups": groups,
            "canaries": None if canaries is None else canaries.as_json(),
            "noisy_brands": [each.as_json() for each in noisy],
        }
        typer.echo(json.dumps(shown, indent=2))
        return
    console.print(_processes(rows))
    if groups is not None:
        console.print(_groups(groups))
    for said in (full, canaries):
        if said is not None:
            console.print(said.sentence())
    for each in noisy if brands else of_those_behind(noisy, groups or []):
        console.print(each.sentence(), style="yellow", markup=False)
    console.print(f"Gateway: {state.gateway}   Kafka: {kafka_address(state.kafka)}")


def _figures(
    state: "LocalState",
) -> "tuple[list[dict[str, Any]], list[dict[str, Any]] | None, CanaryTimes | None]":
    """The processes, the groups (None where Kafka does not answer) and what is said of canaries."""
    import asyncio

    from deploy.local.canaries import canary_times
    from deploy.local.figures import figures_over, look
    from deploy.local.lag import unread
    from deploy.stack.errors import StackError

    waiting: list[Unread] | None = None
    try:
        waiting = asyncio.run(unread(state.kafka, ""))
    except StackError as failure:
        errors.print(str(failure), style="red", markup=False)
    urls = [each.url for each in state.processes if each.url is not None]
    said, canaries = figures_over(urls), canary_times(look(urls).values())
    now = datetime.now(UTC)
    rows = [row(each, said.get(each.url or ""), waiting or [], now) for each in state.processes]
    return rows, None if waiting is None else group_rows(waiting, said.values(), now), canaries


def row(running: "Running", figures: "Figures | None", waiting: Sequence["Unread"], now: datetime) -> dict[str, Any]:
    """One process, for a program; seconds and records a second. What is not known is None."""
    from deploy.local.processes import find

    process = find(running)
    own = frozenset[tuple[str, str, int]]() if figures is None else figures.partitions
    return {
        "process": running.name,
        "pid": running.pid,
        "state": _state(running) if process else "gone",
        "rss_megabytes": round(process.memory_info().rss / MEGABYTE) if process else None,
        "partitions": None if figures is None else len(own),
        "lag": None if figures is None else figures.lag,
        "records_per_second": None if figures is None else round(figures.rate, 1),
        "oldest_unread_seconds": _age([e for e in waiting if (e.group, e.topic, e.partition) in own], now),
        "time_to_drain_seconds": None if figures is None else figures.drain_seconds,
        "consumer_stopped": None if figures is None else figures.stopped,
        "url": running.url,
        "log": running.log,
    }


def _state(running: "Running") -> str:
    from deploy.local.services import is_ready

    if running.phase != "up":
        return running.phase
    return "ready" if running.url is None or is_ready(running.url) else "not ready"


def group_rows(waiting: Sequence["Unread"], said: Any, now: datetime) -> list[dict[str, Any]]:  # noqa: ANN401 - any iterable of figures
    """One consumer group each: what the broker says is left, and how many partitions have a reader."""
    from contracts.registry import READERS, TOPICS

    partitions = {topic.name: topic.partitions for topic in TOPICS}
    held = {each for figures in said for each in figures.partitions}
    return [
        {
            "group": group,
            "lag": sum(each.records for each in waiting if each.group == group),
            "oldest_unread_seconds": _age([each for each in waiting if each.group == group], now),
            "partitions": sum(partitions[topic] for topic in topics),
            "partitions_read": sum(each[0] == group for each in held),
        }
        for group, topics in READERS.items()
    ]


def _age(waiting: Sequence["Unread"], now: datetime) -> float | None:
    since = [each.since for each in waiting if each.since is not None]
    return max(0.0, round((now - min(since)).total_seconds(), 1)) if since else None


def _processes(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(
        "process", "pid", "state", "RSS", "partitions", "lag", "rate", "oldest", "drained in", "address or log"
    )
    for each in rows:
        word = "stopped" if each["consumer_stopped"] else each["state"]
        where = each["url"] if each["state"] == "ready" and each["url"] else each["log"]
        rate = each["records_per_second"]
        cells = [each["partitions"], each["lag"], None if rate is None else f"{rate}/s"]
        table.add_row(
            each["process"],
            str(each["pid"]),
            f"[{COLOURS.get(word, 'red')}]{word}[/]",
            "" if each["rss_megabytes"] is None else f"{each['rss_megabytes']} MB",
            *("" if cell is None else str(cell) for cell in cells),
            spoken(each["oldest_unread_seconds"]),
            spoken(each["time_to_drain_seconds"] or None),
            where,
        )
    return table


def _groups(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("consumer group", "lag", "oldest", "partitions read")
    for each in rows:
        all_read = each["partitions_read"] >= each["partitions"]
        read = f"[{'green' if all_read else 'yellow'}]{each['partitions_read']} of {each['partitions']}[/]"
        table.add_row(each["group"], str(each["lag"]), spoken(each["oldest_unread_seconds"]), read)
    return table


def spoken(seconds: float | None) -> str:
    """A time for a person; a week and more is `never`, which is what the metric means by it."""
    if seconds is None:
        return ""
    if seconds >= NEVER_SECONDS:
        return "never"
    if seconds >= HOUR:
        return f"{seconds / HOUR:.1f} h"
    return f"{seconds / MINUTE:.0f} min" if seconds >= 2 * MINUTE else f"{seconds:.0f} s"
