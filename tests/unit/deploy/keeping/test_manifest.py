"""A backup is read only as it was written, and tells which file is not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.keeping.manifest import MANIFEST, Manifest, PartWriter, read_manifest, read_part, write_manifest
from deploy.stack.errors import StackError

DOCUMENTS = [{"_id": number, "text": "x" * 50} for number in range(100)]


def a_backup(folder: Path) -> Manifest:
    manifest = Manifest(id="b1", taken_at=datetime(2026, 3, 2, 12, tzinfo=UTC), brand="klm", seal_mark="m")
    for name, documents in (("messages", DOCUMENTS), ("nothing", [])):
        with PartWriter(folder, "collection", "inbox", name) as writer:
            for document in documents:
                writer.add(document)
        manifest.parts += writer.part()
    write_manifest(folder, manifest)
    return manifest


def test_what_was_written_is_read_back_and_what_was_empty_leaves_no_file(tmp_path: Path) -> None:
    written = a_backup(tmp_path)
    assert read_manifest(tmp_path) == written
    (part,) = written.parts
    assert (part.name, part.documents) == ("messages", len(DOCUMENTS))
    assert [dict(each) for each in read_part(tmp_path, part)] == DOCUMENTS
    assert sorted(each.name for each in tmp_path.iterdir()) == ["inbox.messages.bson.gz", MANIFEST]


def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    a_backup(tmp_path)
    (tmp_path / MANIFEST).unlink()
    with pytest.raises(StackError, match="holds no backup"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "other"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    (part,) = a_backup(tmp_path).parts
    file = tmp_path / part.file
    content = file.read_bytes()
    if damage == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif damage == "changed":
        file.write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])
    elif damage == "gone":
        file.unlink()
    else:
        with PartWriter(tmp_path, "collection", "inbox", "messages") as writer:
            writer.add({"_id": 1})
    with pytest.raises(StackError, match=r"inbox\.messages\.bson\.gz .*use another backup"):
        read_manifest(tmp_path)


def test_a_manifest_of_another_format_is_refused_with_what_this_build_reads(tmp_path: Path) -> None:
    manifest = a_backup(tmp_path).model_copy(update={"format": 2})
    write_manifest(tmp_path, manifest)
    with pytest.raises(StackError, match="format 2; this build reads format 1"):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).write_text("{}")
    with pytest.raises(StackError, match="not a manifest of this build: id is wrong"):
        read_manifest(tmp_path)
