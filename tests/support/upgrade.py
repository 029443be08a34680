"""What builds of earlier days stored and published, as `tests/tools/make_upgrade_fixture.py` kept it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "upgrade"
BUILDS: Sequence[Path] = sorted(path for path in FOLDER.iterdir() if path.is_dir())


def made(build: Path) -> Mapping[str, Any]:
    """Of which commit it is, its brand, and how many documents each collection has."""
    told: dict[str, Any] = json.loads((build / "made.json").read_text())
    return told


def schemas(build: Path) -> Mapping[str, Mapping[str, Any]]:
    """The JSON Schema of each event that the build knew, by type."""
    known: dict[str, Any] = json.loads(gzip.decompress((build / "schemas.json.gz").read_bytes()))
    return known


def records(build: Path) -> list[Mapping[str, Any]]:
    """Events that the build published: `topic`, `type` and `value`."""
    return [json.loads(line) for line in (build / "records.jsonl").read_text().splitlines()]
