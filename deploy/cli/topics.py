"""`muster topics`: make them, where a broker does not make its own."""

from typing import Annotated

import typer

from deploy.cli.console import acting, console

app = typer.Typer(help="The Kafka topics.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `create` a command of its own name while it is the only one."""


@app.command()
def create(
    kafka: Annotated[
        str, typer.Option(envvar="MUSTER_KAFKA", help="Bootstrap servers; else the stack that is up.")
    ] = "",
    prefix: Annotated[str, typer.Option(envvar="MUSTER_PREFIX", help="Before the name of every topic.")] = "",
) -> None:
    """Create the topics that are not there yet, with their partitions and retention."""
    import asyncio

    from contracts.registry import all_topics
    from deploy.local.state import need_state
    from deploy.local.topics import make_topics

    with acting():
        asyncio.run(make_topics(kafka or need_state().kafka, prefix))
    console.print(f"{len(all_topics())} topics are there.")
