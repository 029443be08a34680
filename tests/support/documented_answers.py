"""Holds every answer of the gateway in any test to its document: the path, the status, and the body by its schema.

Callers give `note` each answer; what the document does not say fails the test at its end, with the operation named.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft202012Validator

from deploy.checks.api.document import gateway
from deploy.local.api import Api
from gateway.domain.openapi import operations
from gateway.http.document import whole_document
from gateway.http.operations import Operations
from gateway.openapi import service_documents

WHOLE_BODIES = 40  # of an operation and a status; validating the thousandth of a loop that waits would slow the loop
_undocumented: set[str] = set()
_seen: Counter[tuple[str, str, int]] = Counter()


_building = threading.Lock()  # FastAPI silences warnings while it builds, which two threads at once undo for each other


@cache
def _built() -> tuple[dict[str, Any], Operations]:
    document = whole_document(gateway(dev_issuer=True), service_documents())
    return document, Operations(operations("", document))


def _document() -> dict[str, Any]:
    with _building:
        return _built()[0]


def _operations() -> Operations:
    with _building:
        return _built()[1]


@cache
def _of_services() -> frozenset[str]:
    return frozenset(path.split("/")[2] for document in service_documents().values() for path in document["paths"])


def is_forwarded(path: str) -> bool:
    """Whether a service answers, and not the gateway itself."""
    return urlsplit(path).path.startswith("/v1/") and urlsplit(path).path.split("/")[2] in _of_services()


def note(method: str, path: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Remember what of an answer its document does not say; `headers` have names in lower case."""
    wrong = undocumented(method, path, status, headers.get("content-type", ""), body)
    if wrong is not None:
        _undocumented.add(wrong)


def undocumented(method: str, path: str, status: int, content_type: str, body: bytes) -> str | None:
    """What the document does not say of an answer, None when it says it; a path that is not there may be refused."""
    place = unquote(urlsplit(path).path)
    operation = _operations().find(method, place)
    if operation is None:
        is_outside = method in {"HEAD", "OPTIONS"} or not place.startswith("/v1/")
        return None if is_outside or status >= 400 else f"{method} {place} answers {status} and is in no document"
    name = f"{method} {operation.path}"
    responses = _document()["paths"][operation.path][method.lower()]["responses"]
    response: dict[str, Any] | None = responses.get(str(status))
    if response is None:
        return f"{name} answers {status}, which its document does not name"
    media = content_type.partition(";")[0]
    content = response.get("content", {})
    if not body:
        return None
    if media not in content:
        return f"{name} answers {status} as {media!r}, its document as {sorted(content)}"
    _seen[method, operation.path, status] += 1
    if not media.endswith("json") or _seen[method, operation.path, status] > WHOLE_BODIES:
        return None
    return _refused(f"{name} answers {status}", content[media]["schema"], body)


def _refused(answer: str, schema: dict[str, Any], body: bytes) -> str | None:
    """Where the schema refuses the body, without what stands there."""
    validator = Draft202012Validator({**schema, "components": _document()["components"]})
    error = next(validator.iter_errors(json.loads(body)), None)
    return None if error is None else f"{answer} with {error.json_path}, which its schema refuses ({error.validator})"


@pytest.fixture(autouse=True)
def _documented_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _operations()  # made here by one thread: pydantic lets warnings out where two make models at once
    exchange = Api.exchange

    def watched(
        api: Api, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        status, fields, content = exchange(api, method, path, headers, body)
        note(method, path, status, fields, content)
        return status, fields, content

    monkeypatch.setattr(Api, "exchange", watched)
    _undocumented.clear()
    yield
    assert sorted(_undocumented) == []
