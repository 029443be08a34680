"""`muster generate`: write the generated files, or check that they are current."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.console import acting, console


def generate(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when one is stale.")] = False,
) -> None:
    """Write the schemas and documents that follow from the code."""
    from deploy.checks import generated
    from deploy.stack.errors import StackError

    top = Path(__file__).resolve().parents[2]
    texts = generated.documents()
    with acting():
        if not check:
            written = generated.write(texts, top)
            console.print(f"{len(written)} of {len(texts)} generated files were written anew.")
        elif paths := generated.stale(texts, top):
            raise StackError(f"Not current: {', '.join(paths)}. Write them with `make generate`.")
        else:
            console.print(f"{len(texts)} generated files are current.")
