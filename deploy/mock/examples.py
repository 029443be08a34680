"""The document's own examples as answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from chassis.http.answers import REPLAYED
from gateway.domain.openapi import Document

PROBLEM = "application/problem+json"


class Undocumented(LookupError):
    """The operation names no such answer."""


class ExampleAnswers:
    """Answers of operations, from the examples in one document."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def success(self, operation: Document, wanted: str, *, last_page: bool) -> Response:
        """The first success, which may lead on; `wanted` is an Accept header, the last page of a list has no next."""
        status = min(each for each in operation["responses"] if each[0] in "23")
        return self.answer(operation, status, wanted=wanted, last_page=last_page)

    def answer(
        self, operation: Document, status: str, *, name: str = "", wanted: str = "", last_page: bool = False
    ) -> Response:
        """The answer of a status; `name` chooses one of several examples, which of an error is its code.

        Raises:
            Undocumented: There is no such status, or no example of that name.
        """
        response = operation["responses"].get(status)
        if response is None or not status.isdigit():
            raise Undocumented(status)
        headers = self._headers(response)
        content = response.get("content")
        if not content:
            return Response(status_code=int(status), headers=headers)
        media = _media(content, wanted)
        example = self._example(content[media], name)
        if last_page and isinstance(example, dict) and "next" in example:
            example = {**example, "next": None}
        body = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)
        return Response(body, int(status), headers=headers, media_type=media)

    def _headers(self, response: Document) -> dict[str, str]:
        """The fields that have an example; that of a repeat is no answer to a first request."""
        fields = {name: self._resolved(each) for name, each in response.get("headers", {}).items() if name != REPLAYED}
        return {name: str(each["example"]) for name, each in fields.items() if "example" in each}

    def _example(self, content: Document, name: str) -> Any:  # noqa: ANN401 - any JSON value
        if "example" in content and not name:
            return content["example"]
        named: Document = content.get("examples", {})
        if name and name not in named:
            raise Undocumented(name)
        return self._resolved(named[name or next(iter(named))])["value"]

    def _resolved(self, entry: Document) -> Document:
        if "$ref" not in entry:
            return entry
        _, kind, name = entry["$ref"].removeprefix("#/").split("/")
        found: Document = self._document["components"][kind][name]
        return found


def _media(content: Mapping[str, Any], wanted: str) -> str:
    """The first media type that an Accept header names, else the first there is."""
    named = [part.partition(";")[0].strip() for part in wanted.split(",")]
    return next((each for each in named if each in content), next(iter(content)))
