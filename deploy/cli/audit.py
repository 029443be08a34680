"""`muster audit`: the audit trail of a brand as a file, and whether a file or what runs is still as it was chained."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.console import acting, console

if TYPE_CHECKING:
    from deploy.keeping.audit_trail import Source

app = typer.Typer(help="Audit trails: exported, and verified.", no_args_is_help=True)

KEY_VARIABLE = "MUSTER_KEY"
File = Annotated[Path, typer.Argument(help="A file of JSON lines.")]
Brand = Annotated[str, typer.Option(help="Whose trail, of the local stack; the first demo brand if left out.")]
Gateway = Annotated[
    str,
    typer.Option(help=f"The API's address, with a key of the brand in {KEY_VARIABLE}; else the local stack."),
]
Kept = Annotated[list[str], typer.Option(help="A head that was kept, as <position>:<hash>; may be given again.")]


@app.command()
def export(file: File, brand: Brand = "", gateway: Gateway = "") -> None:
    """Write the trail into a file; a file that is there goes on behind its last whole line."""
    from deploy.keeping.audit_trail import export_trail

    with acting():
        rows, head = export_trail(_source(brand, gateway), file)
    console.print(f"{rows:,} rows were added; the head is {head.position}:{head.hash}")


@app.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="An exported file; left out, the trail as it runs.")] = None,
    brand: Brand = "",
    gateway: Gateway = "",
    kept: Kept = [],  # noqa: B006 - typer reads the default and never changes it
) -> None:
    """Check that every row is as it was chained, and name the first that is not.

    A file is checked without anything else; only a head that was kept elsewhere shows a chain that was made anew.
    """
    from deploy.keeping.audit_trail import verify_file, verify_running

    with acting():
        head = verify_file(file, kept) if file is not None else verify_running(_source(brand, gateway), kept)
    console.print(f"Every row agrees; the head is {head.position}:{head.hash}")


def _source(brand: str, gateway: str) -> "Source":
    from deploy.keeping.audit_trail import Source
    from deploy.local.state import need_state
    from deploy.stack.errors import StackError

    if gateway:
        key = os.environ.get(KEY_VARIABLE, "")
        if not key:
            raise StackError(f"Put a key with the scope audit:read into {KEY_VARIABLE}.")
        return Source(gateway.rstrip("/"), key)
    state = need_state()
    name = brand or next(iter(state.brands), "")
    if name not in state.brands:
        raise StackError(f"There is no demo brand {name}; there are {', '.join(state.brands)}.")
    return Source(state.gateway, state.brands[name].keys["administrator"])
