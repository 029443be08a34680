"""`muster status`: what runs, whether it is ready, its memory, and how far each group is behind."""

import json
from typing import Annotated, Any

import typer
from rich.table import Table

from deploy.cli.console import acting, console, errors

MEGABYTE = 1_000_000


def status(as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False) -> None:
    """Show each process with its id, readiness and memory, and the lag of each consumer group."""
    import asyncio

    from deploy.local.lag import group_lags
    from deploy.local.state import need_state
    from deploy.stack.errors import StackError

    with acting():
        state = need_state()
        rows = [_row(running) for running in state.processes]
        lags: dict[str, int] = {}
        try:
            lags = asyncio.run(group_lags(state.kafka, ""))
        except StackError as failure:
            errors.print(str(failure), style="red", markup=False)
    for row in rows:
        row["lag"] = lags.get(row["process"])
    if as_json:
        typer.echo(json.dumps({"gateway": state.gateway, "processes": rows}, indent=2))
        return
    console.print(_table(rows))
    console.print(f"Gateway: {state.gateway}   Kafka: {state.kafka}")


def _row(running: Any) -> dict[str, Any]:
    from deploy.local.processes import find
    from deploy.local.services import is_ready

    process = find(running)
    ready = process is not None and (running.url is None or is_ready(running.url))
    return {
        "process": running.name,
        "pid": running.pid,
        "state": "ready" if ready else "not ready" if process else "gone",
        "rss_megabytes": round(process.memory_info().rss / MEGABYTE) if process else None,
        "url": running.url,
        "log": running.log,
    }


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table("process", "pid", "state", "RSS", "lag", "address or log")
    for row in rows:
        colour = {"ready": "green", "not ready": "yellow"}.get(row["state"], "red")
        where = row["url"] if row["state"] == "ready" and row["url"] else row["log"]
        memory = "" if row["rss_megabytes"] is None else f"{row['rss_megabytes']} MB"
        lag = "" if row["lag"] is None else str(row["lag"])
        table.add_row(row["process"], str(row["pid"]), f"[{colour}]{row['state']}[/]", memory, lag, where)
    return table
