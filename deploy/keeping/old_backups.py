"""Takes old backups away: those beside a new one that are of the same kind, until as many are left as are kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from deploy.keeping.manifest import MANIFEST, Manifest
from deploy.stack.errors import StackError

REMOVING = ".removing-"
"""What the name of a folder begins with from the moment it is no backup any more until it is gone."""


def remove_old(newest: Path, keep: int) -> list[str]:
    """Keep the `keep` newest backups of the kind of `newest`, which counts as one and always stays.

    Of one kind are those in the same folder, of the same brand or of all brands, and of the same `MUSTER_SEAL_KEY`.
    What has no manifest of this build is left alone: it may be a backup under way, or no backup at all. One that was
    being removed when the command was killed is removed to its end.

    Returns:
        The names of the folders that were removed, the oldest first.

    Raises:
        StackError: A folder cannot be removed.
    """
    made = _manifest(newest)
    if made is None:
        raise StackError(f"{newest} holds no backup, so none is removed for it.")
    beside, own = newest.resolve().parent, newest.resolve()
    found = [(each.taken_at, path) for path, each in _backups(beside) if path != own and _alike(each, made)]
    oldest = [path for _, path in sorted(found)][: max(0, len(found) - (keep - 1))]
    try:
        for path in oldest:
            path.rename(beside / f"{REMOVING}{path.name}")
        for path in list(beside.glob(f"{REMOVING}*")):
            shutil.rmtree(path)
    except OSError as failure:
        raise StackError(
            f"The backup in {newest} is whole, but {failure.filename} could not be removed ({type(failure).__name__})."
        ) from failure
    return [path.name for path in oldest]


def _alike(one: Manifest, other: Manifest) -> bool:
    return (one.brand, one.seal_mark) == (other.brand, other.seal_mark)


def _backups(beside: Path) -> Iterator[tuple[Path, Manifest]]:
    for path in beside.iterdir():
        if path.is_symlink() or not path.is_dir() or path.name.startswith(REMOVING):
            continue
        manifest = _manifest(path)
        if manifest is not None:
            yield path, manifest


def _manifest(folder: Path) -> Manifest | None:
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return None
