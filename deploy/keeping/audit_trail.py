"""An exported audit trail: written from the API into a file, line by line, and checked without it."""

import http.client
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deploy.local.api import Api, ApiError, problem_text
from deploy.stack.errors import StackError
from gateway.domain.audit_chain import AuditRow, ChainBroken, Fault, Head, follow_all

TIMEOUT_SECONDS = 30.0
PATH = "/v1/audit-trail"
TAIL_BYTES = 1 << 20  # in which the last line of a file begins; a row has a few kilobytes at most
_KEPT = re.compile(r"([1-9]\d{0,11}):([0-9a-f]{64})")
REASONS = {
    "changed": "was changed after it was chained",
    "missing": "is missing",
    "moved": "stands where it does not belong",
    "not_linked": "does not follow the row before it, which was replaced",
    "not_kept": "has another hash than the one that was kept",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a trail is read: the API's address without a slash at the end, and a key of the brand."""

    gateway: str
    key: str


def export_trail(source: Source, file: Path) -> tuple[int, Head]:
    """Add to a file what it has not yet; returns how many rows that were, and the last one in it.

    Raises:
        StackError: Nobody answers, the API refuses, or the export broke off; then the file has what came so far.
    """
    head, rows = _end_of(file), 0
    with file.open("ab") as out:
        for line in _lines(source, head.position):
            row = json.loads(line)
            out.write(line)
            head, rows = Head(row["position"], row["hash"]), rows + 1
    return rows, head


def verify_file(file: Path, kept: Sequence[str]) -> Head:
    """Check a file from its first row on; returns its last.

    Raises:
        StackError: A row does not agree, with its line and id; or the file is none.
    """
    heads = [_kept(each) for each in kept]
    head, brand = Head(), ""
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                row = _row(line, number)
                brand = brand or str(row.get("brand"))
                head = follow_all(brand, head, [row], heads)
    except OSError as failure:
        raise StackError(f"{file} cannot be read: {failure.strerror}.") from None
    except ChainBroken as broken:
        raise StackError(_said(broken.fault)) from None
    cut = [each.position for each in heads if each.position > head.position]
    if cut:
        raise StackError(f"The file ends at {head.position}, before the head {max(cut)} that was kept.")
    return head


def verify_running(source: Source, kept: Sequence[str]) -> Head:
    """Check the trail as it runs, piece by piece; returns its head. Raises StackError as `verify_file` does."""
    api = Api(source.gateway, source.key)
    for each in map(_kept, kept):
        _require_intact(api.get(f"{PATH}/verification?after={each.position}&hash={each.hash}&limit=1"))
    after: int | None = 0
    while after is not None:
        found = _require_intact(api.get(f"{PATH}/verification?after={after}"))
        after = found["next"]
    return Head(found["head"]["position"], found["head"]["hash"])


def _require_intact(found: dict[str, Any]) -> dict[str, Any]:
    fault = found["fault"]
    if fault is not None:
        raise StackError(_said(Fault(fault["position"], fault["row"], fault["reason"])))
    return found


def _said(fault: Fault) -> str:
    which = f"Row {fault.position}" + (f" ({fault.row})" if fault.row else "")
    return f"{which} {REASONS[fault.reason]}."


def _kept(text: str) -> Head:
    match = _KEPT.fullmatch(text)
    if match is None:
        raise StackError(f"{text} is no head; one is written as <position>:<64 hex digits>.")
    return Head(int(match[1]), match[2])


def _row(line: bytes, number: int) -> AuditRow:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise StackError(f"Line {number} is no row of an audit trail.")
    return row


def _end_of(file: Path) -> Head:
    """The last whole row of a file; what was cut off behind it is taken away."""
    if not file.exists():
        return Head()
    with file.open("r+b") as existing:
        size = existing.seek(0, 2)
        existing.seek(max(0, size - TAIL_BYTES))
        tail = existing.read()
        whole = tail[: tail.rfind(b"\n") + 1]
        existing.truncate(size - len(tail) + len(whole))
    if not whole:
        return Head()
    row = _row(whole.rstrip(b"\n").rpartition(b"\n")[2], 0)
    return Head(row["position"], row["hash"])


def _lines(source: Source, after: int) -> Iterator[bytes]:
    parts = urlsplit(source.gateway)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", f"{PATH}/export?after={after}", headers={"authorization": f"Bearer {source.key}"})
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            refused = problem_text(answer.status, answer.read())
            raise ApiError(answer.status, f"The export was refused: {refused}")
        yield from (line for line in answer if line.endswith(b"\n"))
    except (OSError, http.client.HTTPException) as failure:
        raise StackError(f"The export broke off ({failure}); run it again and it goes on.") from failure
    finally:
        connection.close()
