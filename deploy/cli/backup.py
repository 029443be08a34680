"""`muster backup` and `muster restore`: an installation, or one brand of it, as a folder of files and back."""

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.console import acting, console, progress

if TYPE_CHECKING:
    from deploy.keeping.installation import Installation
    from deploy.keeping.manifest import Manifest

Folder = Annotated[Path, typer.Argument(help="The folder of the backup.")]


def backup(
    folder: Folder,
    brand: Annotated[str, typer.Option(help="Only this brand; left out, all of the installation.")] = "",
    keep: Annotated[
        int | None,
        typer.Option(
            min=1, help="Afterwards remove all but so many of the backups of its kind beside it; left out, none."
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Compare the files of a backup with its manifest.")] = False,
) -> None:
    """Write a backup into a new folder while everything runs, or check one that is there.

    It holds what customers wrote: keep it as safe as the databases. It looks at the local stack that is up, or else at
    what MUSTER_… in the environment names.
    """
    from deploy.keeping.backup import take_backup
    from deploy.keeping.manifest import read_manifest
    from deploy.keeping.old_backups import remove_old
    from deploy.stack.errors import StackError

    with acting():
        if check and keep is not None:
            raise StackError("--check compares a backup that is there; --keep goes with one that is taken.")
        if check:
            _tell(read_manifest(folder), "holds")
            return
        with progress("backup") as report:
            taken = asyncio.run(take_backup(installation(), folder, brand or None, report))
        _tell(taken, "has")
        removed = [] if keep is None else remove_old(folder, keep)
    if removed:
        console.print(f"Removed {', '.join(removed)}.")


def restore(folder: Folder) -> None:
    """Write a backup into an installation that has nothing of it; run it again where it was interrupted.

    A whole backup goes into an empty installation before its services start; one of a brand into any that does not
    have the brand, while it runs.
    """
    from deploy.keeping.restore import restore_backup

    with acting(), progress("restore") as report:
        restored = asyncio.run(restore_backup(installation(), folder, report))
    _tell(restored, "gave back")


def installation() -> "Installation":
    """The installation of the local stack that is up, or else what the environment names."""
    from pydantic import ValidationError

    from chassis.settings import CommonSettings
    from deploy.keeping.installation import Installation
    from deploy.local.services import replica_environment
    from deploy.local.state import read_state
    from deploy.stack.errors import StackError

    state = read_state()
    if state is not None and state.gateway:
        os.environ.update({name: value for name, value in replica_environment(state).items() if name not in os.environ})
    try:
        return Installation.of(CommonSettings())
    except ValidationError as wrong:
        names = ", ".join(f"MUSTER_{'_'.join(map(str, each['loc'])).upper()}" for each in wrong.errors())
        raise StackError(f"Nothing is up here, and these settings are missing or wrong: {names}.") from None


def _tell(manifest: "Manifest", verb: str) -> None:
    documents = sum(part.documents for part in manifest.parts if part.kind == "collection")
    records = sum(part.documents for part in manifest.parts if part.kind == "topic")
    whose = f"brand {manifest.brand}" if manifest.brand else "all brands"
    when = f"{manifest.taken_at:%d %b %Y %H:%M:%S}"
    console.print(f"The backup of {whose} of {when} {verb} {documents:,} documents and {records:,} records.")
