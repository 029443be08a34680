"""`muster size`: what an installation takes."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from deploy.cli.console import console

if TYPE_CHECKING:
    from deploy.size.sizing import Size


def size(
    events: Annotated[float, typer.Option(min=0.01, help="Events a second on an ordinary day.")],
    peak: Annotated[float, typer.Option(min=0.01, help="Events a second in the worst crisis.")],
    brands: Annotated[int, typer.Option(min=1, help="Brands.")] = 1,
    employees: Annotated[int, typer.Option(min=0, help="Employees of all brands.")] = 1_000,
    days: Annotated[float, typer.Option(min=1, help="Days that conversations stay.")] = 730.0,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Work out replicas, partitions, brokers, MongoDB, memory and disk from measured costs (docs/sizing.md)."""
    from deploy.size.sizing import Demand
    from deploy.size.sizing import size as sized

    tell(sized(Demand(events, peak, brands, employees, days)), as_json=as_json)


def tell(size: "Size", *, as_json: bool) -> None:
    """Show what it takes."""
    if as_json:
        typer.echo(json.dumps(asdict(size), indent=2))
        return
    table = Table("what", "how much")
    for service, (ordinary, peak) in size.replicas.items():
        table.add_row(f"{service}: replicas, ordinary to crisis", f"{ordinary} to {peak}")
    rows = (
        ("all applications in a crisis", f"{size.cores:.1f} cores, {size.memory_gib:.1f} GiB"),
        ("partitions of a topic", str(size.partitions)),
        ("Kafka brokers", f"{size.brokers}, each with {size.broker_disk_gib:,.0f} GiB of disk"),
        ("Kafka in a crisis, copies included", f"{size.network_mib:,.1f} MiB/s"),
        ("MongoDB", f"{size.shards} replica set(s) of 3, {size.mongo_cores:.1f} cores of primaries in a crisis"),
        ("a member of MongoDB", f"{size.mongo_memory_gib:,.0f} GiB of memory, {size.mongo_disk_gib:,.0f} GiB of disk"),
    )
    for what, much in rows:
        table.add_row(what, much)
    console.print(table)
    for each in size.limits:
        console.print(f"[yellow]{each}[/]")
