"""A backup as it lies in a folder: parts of BSON, compressed, and the manifest that is written when all of them are."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import bson
from bson.raw_bson import RawBSONDocument
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from deploy.stack.errors import StackError

MANIFEST = "manifest.json"
FORMAT = 1
RAW = bson.CodecOptions(RawBSONDocument)
Kind = Literal["collection", "topic"]


class BackupPart(BaseModel):
    """One file: the documents of a collection, or records of a topic. `sha256` is of its content before compression."""

    kind: Kind
    owner: str
    """The service whose collection it is; empty for a topic."""
    name: str
    file: str
    documents: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds. `counted` says how far the inbox had counted `channel.events`, by partition.

    `counted_bulk` says it of `channel.events.bulk`.
    """

    format: int = FORMAT
    id: str
    taken_at: AwareDatetime
    brand: str | None
    seal_mark: str
    counted: dict[int, int] = Field(default_factory=dict)
    counted_bulk: dict[int, int] = Field(default_factory=dict)
    parts: list[BackupPart] = Field(default_factory=list)


class PartWriter:
    """Writes a file of documents one after another; one that got none leaves no file."""

    def __init__(self, folder: Path, kind: Kind, owner: str, name: str) -> None:
        self._path = folder / f"{owner or 'log'}.{name}.bson.gz"
        self._part = BackupPart(kind=kind, owner=owner, name=name, file=self._path.name, documents=0, sha256="")
        self._digest = hashlib.sha256()
        self._count = 0

    def __enter__(self) -> PartWriter:
        """Begin the file."""
        self._out = gzip.open(self._path, "wb", compresslevel=5)  # noqa: SIM115 - closed in __exit__
        return self

    def __exit__(self, *_: object) -> None:
        """End the file."""
        self._out.close()
        if not self._count:
            self._path.unlink()

    def add(self, document: Mapping[str, Any] | RawBSONDocument) -> None:
        """Write one more."""
        encoded = document.raw if isinstance(document, RawBSONDocument) else bson.encode(document)
        self._digest.update(encoded)
        self._out.write(encoded)
        self._count += 1

    def part(self) -> list[BackupPart]:
        """What was written; nothing where there was none."""
        written = self._part.model_copy(update={"documents": self._count, "sha256": self._digest.hexdigest()})
        return [written] if self._count else []


def read_part(folder: Path, part: BackupPart) -> Iterator[RawBSONDocument]:
    """The documents of a part, in order."""
    with gzip.open(folder / part.file, "rb") as file:
        yield from bson.decode_file_iter(cast("BinaryIO", file), RAW)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make the folder a backup: written whole, or not at all."""
    started = folder / f"{MANIFEST}.new"
    started.write_text(manifest.model_dump_json(indent=2) + "\n")
    started.rename(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup, after every file was compared with it.

    Raises:
        StackError: There is no backup, or a file is missing or is not as it was written.
    """
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise StackError(f"{folder} holds no backup: it has no {MANIFEST}, which is written last.") from None
    except ValidationError as wrong:
        where = "/".join(map(str, wrong.errors()[0]["loc"]))
        raise StackError(f"{folder / MANIFEST} is not a manifest of this build: {where} is wrong.") from None
    if manifest.format != FORMAT:
        raise StackError(f"{folder} has format {manifest.format}; this build reads format {FORMAT}.")
    for part in manifest.parts:
        _check(folder, part)
    return manifest


def _check(folder: Path, part: BackupPart) -> None:
    digest, count = hashlib.sha256(), 0
    try:
        for document in read_part(folder, part):
            digest.update(document.raw)
            count += 1
    except (OSError, EOFError, ValueError, zlib.error, bson.errors.InvalidBSON) as failure:
        raise StackError(
            f"{folder / part.file} cannot be read ({type(failure).__name__}); use another backup."
        ) from None
    if (count, digest.hexdigest()) != (part.documents, part.sha256):
        raise StackError(f"{folder / part.file} is not as it was written; use another backup.")
