"""Files that are written by a program: a room's `generate.py` gives them, and a check keeps them current."""

import importlib
import importlib.util
from collections.abc import Mapping
from pathlib import Path

ROOMS = ("contracts", "channels", "gateway", "services", "bench", "deploy")


def documents() -> dict[str, str]:
    """Ask each room that has a `generate.py` for `documents()`: path below the top folder → text."""
    texts: dict[str, str] = {}
    for room in ROOMS:
        if importlib.util.find_spec(f"{room}.generate"):
            given: Mapping[str, str] = importlib.import_module(f"{room}.generate").documents()
            texts.update(given)
    return texts


def stale(texts: Mapping[str, str], top: Path) -> list[str]:
    """Return the paths whose file is missing or has another text."""
    return sorted(path for path, text in texts.items() if not _same(top / path, text))


def write(texts: Mapping[str, str], top: Path) -> list[str]:
    """Write what is stale and return its paths."""
    paths = stale(texts, top)
    for path in paths:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(texts[path])
    return paths


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text
