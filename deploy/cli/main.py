"""The `muster` command: joins the groups; each imports what it needs when it runs, so that help is instant."""

import logging
from typing import Annotated

import typer

from deploy.cli import (
    audit,
    backup,
    demo,
    dlq,
    doctor,
    drill,
    generate,
    logs,
    migrate,
    mock,
    post,
    rebuild,
    run,
    scale,
    size,
    stack,
    status,
    topics,
)

app = typer.Typer(
    name="muster",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals hold keys
)


def version(asked: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    """Show the version of this build and of its interpreter, and end."""
    if asked:
        import platform

        from chassis.telemetry import built_version

        typer.echo(f"muster {built_version()} (Python {platform.python_version()})")
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Run Muster on this machine, speak to it, and look after it."""
    # What went wrong is said in one sentence; the client's own log lines would bury it.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


app.command("up")(stack.up)
app.command("down")(stack.down)
app.command("status")(status.status)
app.command("scale")(scale.scale)
app.command("drain")(scale.drain)
app.command("doctor")(doctor.doctor)
app.command("logs")(logs.logs)
app.command("size")(size.size)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("migrate")(migrate.migrate)
app.command("run")(run.run)
app.command("post")(post.post)
app.command("generate")(generate.generate)
app.command("mock")(mock.mock)
app.add_typer(audit.app, name="audit")
app.add_typer(dlq.app, name="dlq")
app.add_typer(demo.app, name="demo")
app.add_typer(drill.app, name="drill")
app.add_typer(rebuild.app, name="rebuild")
app.add_typer(topics.app, name="topics")
