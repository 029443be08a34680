"""Runs an import: goes on where an earlier run of the same stopped, and writes down what was refused."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from muster_client.client import Muster
from muster_client.imports.batches import Batch, batches
from muster_client.imports.files import Refused, fingerprint
from muster_client.imports.reading import Read
from muster_client.models import Import, ImportItems

Source = Literal["chatwoot", "zendesk"]


@dataclass(slots=True)
class Progress:
    """How far a run is, of what it posted itself; `began` is by the clock of the run, in seconds."""

    began: float
    items: int = 0
    skipped: int = 0
    refused: int = 0

    def line(self, now: float) -> str:
        """The progress in a line."""
        seconds = max(now - self.began, 0.001)
        rate = self.items / seconds
        return f"{self.items} items, {rate:.0f} a second, {self.refused} refused, {self.skipped} skipped"


def begin(muster: Muster, source: Source, name: str, integration: str | None) -> Import:
    """The open import of this source, name and integration, or a new one."""
    for each in muster.items("/v1/imports"):
        found: Import = each
        same = (found["source"], found["name"], found.get("integration")) == (source, name, integration)
        if same and found["state"] == "open":
            return found
    begun: Import = muster.post("/v1/imports", body={"source": source, "name": name, "integration": integration}).data
    return begun


def channel_of(muster: Muster, integration: str | None) -> str | None:
    """The channel of an integration, None where there is none."""
    if integration is None:
        return None
    found: str = muster.get("/v1/integrations/{integration}", params={"integration": integration}).data["channel"]
    return found


def run(
    muster: Muster,
    owner: Import,
    path: Path,
    reads: Iterable[Read],
    refusals: Path,
    told: Callable[[Progress], None],
    clock: Callable[[], float] = time.monotonic,
) -> Import:
    """Post what an export has behind the import's position, and finish the import.

    Args:
        muster: The client.
        owner: The import.
        path: The export that is read.
        reads: What it has, in the same order each time.
        refusals: The file that gets a line for everything refused.
        told: Is given the progress after each batch.
        clock: The seconds of a clock that goes on.

    Raises:
        MusterError: The API refuses a whole batch; the import stands behind the one before.
    """
    mark, progress = fingerprint(path), Progress(clock())
    behind = _behind(owner.get("position"), mark)
    if behind == 0:
        refusals.unlink(missing_ok=True)
    for batch in batches(reads, behind):
        answer = _posted(muster, owner["id"], batch, f"{mark} {batch.reads}")
        refused = [*batch.refused, *_refused(batch, answer)]
        _append(refusals, refused)
        progress.refused += len(refused)
        progress.items += len(batch.found)
        progress.skipped += batch.skipped
        told(progress)
    finished: Import = muster.post("/v1/imports/{import_id}/finish", params={"import_id": owner["id"]}).data
    return finished


def _behind(position: str | None, mark: str) -> int:
    """How many reads the import has behind it; none of an export that has changed since."""
    of, _, number = (position or "").partition(" ")
    return int(number) if of == mark and number.isascii() and number.isdigit() else 0


def _posted(muster: Muster, id_: str, batch: Batch, position: str) -> ImportItems:
    body = {"items": [each.item for each in batch.found], "position": position}
    answer: ImportItems = muster.post("/v1/imports/{import_id}/items", params={"import_id": id_}, body=body).data
    return answer


def _refused(batch: Batch, answer: ImportItems) -> Iterator[Refused]:
    for result in answer["results"]:
        place = batch.found[result["index"]].place
        for error in result.get("errors", []):
            inside = "/" + error["pointer"].split("/", 3)[-1]
            yield Refused(place, f"{error['code']}: {error['detail']}", inside)


def _append(refusals: Path, refused: list[Refused]) -> None:
    """Write down what was refused; the file is there only when something was."""
    if not refused:
        return
    with refusals.open("a", encoding="utf-8") as opened:
        for each in refused:
            line = {"place": each.place, "pointer": each.pointer, "why": each.why}
            opened.write(json.dumps(line, ensure_ascii=False) + "\n")
