"""The `muster` command: joins the groups; each imports what it needs when it runs, so that help is instant."""

import logging

import typer

from deploy.cli import demo, dlq, generate, logs, mock, post, run, stack, status, topics

app = typer.Typer(
    name="muster",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals hold keys
)


@app.callback()
def main() -> None:
    """Run Muster on this machine, speak to it, and look after it."""
    # What went wrong is said in one sentence; the client's own log lines would bury it.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


app.command("up")(stack.up)
app.command("down")(stack.down)
app.command("status")(status.status)
app.command("logs")(logs.logs)
app.command("run")(run.run)
app.command("post")(post.post)
app.command("generate")(generate.generate)
app.command("mock")(mock.mock)
app.add_typer(dlq.app, name="dlq")
app.add_typer(demo.app, name="demo")
app.add_typer(topics.app, name="topics")
