"""Reads exports from disk, a record at a time: NDJSON by the line, JSON by the file, in folders by the name."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENDINGS = frozenset({".json", ".ndjson", ".jsonl"})
LINES = frozenset({".ndjson", ".jsonl"})
WRAPPERS = ("payload", "contacts", "conversations", "messages", "tickets", "users", "comments")
"""Members that hold the records of a page, as the tools' APIs answer."""
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Record:
    """An object of an export; `place` says where it stands, `file` is the name of its file without the ending."""

    value: dict[str, Any]
    place: str
    file: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is not imported, and why; never what it says."""

    place: str
    why: str
    pointer: str | None = None


def files_of(path: Path) -> list[Path]:
    """The files of an export, by name.

    Raises:
        FileNotFoundError: There are none.
    """
    found = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.suffix.lower() in ENDINGS)
    if not found:
        raise FileNotFoundError(f"{path} has no .json, .ndjson or .jsonl file")
    return found


def fingerprint(path: Path) -> str:
    """What changes when another export stands at a path: names and sizes of its files."""
    told = [f"{each.relative_to(path)} {each.stat().st_size}" for each in files_of(path)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def records_of(path: Path) -> Iterator[Record | Refused]:
    """Every record of an export, in the order of the files."""
    root = path if path.is_dir() else path.parent
    for file in files_of(path):
        name = file.relative_to(root).as_posix()
        in_lines = file.suffix.lower() in LINES or _is_lines(file)
        for place, text in _texts(file, name, in_lines=in_lines):
            yield from _records(text, place, file.relative_to(root).with_suffix("").as_posix())


def _is_lines(file: Path) -> bool:
    """Whether a file is NDJSON under another name: its first line is a whole value, and another follows."""
    with file.open("rb") as opened:
        first, second = opened.readline(), opened.readline()
    try:
        json.loads(first)
    except ValueError:
        return False
    return bool(second.strip())


def _texts(file: Path, name: str, *, in_lines: bool) -> Iterator[tuple[str, str | None]]:
    """The pieces of a file that are JSON each, with where they stand; None for one that cannot be decoded."""
    with file.open("rb") as opened:
        start = opened.read(3)
        mark, encoding = next((each for each in _MARKS if start.startswith(each[0])), (b"", "utf-8"))
        opened.seek(len(mark))
        if encoding != "utf-8" or not in_lines:
            whole = _decoded(opened.read(), encoding)
            pieces = [whole] if whole is None or not in_lines else whole.splitlines()
            yield from ((_place(name, number, in_lines), each) for number, each in enumerate(pieces, 1))
            return
        for number, line in enumerate(opened, 1):
            yield f"{name}:{number}", _decoded(line, encoding)


def _place(name: str, number: int, in_lines: bool) -> str:  # noqa: FBT001 - a place has a number where lines have
    return f"{name}:{number}" if in_lines else name


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _records(text: str | None, place: str, file: str) -> Iterator[Record | Refused]:
    if text is None:
        yield Refused(place, "is not UTF-8, nor UTF-16 with its mark")
        return
    if not text.strip():
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield Refused(place, "is not JSON")
        return
    for number, each in enumerate(_inside(value)):
        at = place if each is value else f"{place}#{number}"
        yield Record(each, at, file) if isinstance(each, dict) else Refused(at, "is no object")


def _inside(value: Any) -> list[Any]:  # noqa: ANN401 - any JSON value
    """The records in what an API answered: a list, a page with its records in a member, or one record."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and "id" not in value:
        for name in ("data", *WRAPPERS):
            if isinstance(value.get(name), (list, dict)):
                return _inside(value[name])
    return [value]
