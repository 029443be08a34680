"""Every property and every parameter of the API says what it means, in more than the words of its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.contract.openapi_documents import Document, operations, whole

FILLERS = frozenset(
    {
        *("a", "an", "and", "as", "at", "by", "for", "from", "has", "in", "is", "it", "its"),
        *("of", "or", "that", "the", "their", "this", "to", "was", "what", "which"),
    }
)
WORD = re.compile(r"[^\W_]+")


def properties(where: str, schema: Any) -> Iterator[tuple[str, Document]]:  # noqa: ANN401 - any part of a schema
    """Every property of a schema, those of schemas inside it too, with where it is."""
    if isinstance(schema, list):
        for part in schema:
            yield from properties(where, part)
    if not isinstance(schema, dict):
        return
    for name, part in schema.items():
        if name == "properties":
            for each, property_ in part.items():
                yield f"{where}.{each}", property_
                yield from properties(f"{where}.{each}", property_)
        elif name not in {"example", "examples", "default", "const", "enum"}:
            yield from properties(where, part)


def of_the_api() -> Iterator[tuple[str, Document]]:
    """Every property of the one document, of shared schemas and of those that stand in an operation."""
    for name, schema in whole()["components"]["schemas"].items():
        yield from properties(name, schema)
    for method, path, operation in operations(whole()):
        yield from properties(f"{method.upper()} {path}", operation)


def says_nothing(name: str, description: str) -> bool:
    """Whether a description is no sentence, or has less than two words that its name does not have already."""
    words = {word.lower() for word in WORD.findall(description)} - FILLERS - set(WORD.findall(name.lower()))
    return len(words) < 2 or not description.endswith((".", "`"))


def test_every_property_says_what_it_means() -> None:
    found = list(of_the_api())
    assert len(found) > 1000
    silent = [where for where, each in found if says_nothing(where.rpartition(".")[2], each.get("description", ""))]
    assert silent == []


def test_every_parameter_says_what_it_means() -> None:
    shared = whole()["components"].get("parameters", {})
    found = []
    for method, path, operation in operations(whole()):
        for parameter in [*whole()["paths"][path].get("parameters", ()), *operation.get("parameters", ())]:
            each = shared[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
            found.append((f"{method.upper()} {path} {each['in']} {each['name']}", each))
    assert len(found) > 200
    silent = [where for where, each in found if says_nothing(each["name"], each.get("description", ""))]
    assert silent == []


def test_a_text_that_only_repeats_the_name_says_nothing() -> None:
    assert says_nothing("opened_at", "When it was opened at.")
    assert says_nothing("id", "The id.")
    assert says_nothing("limit", "How many items at most")
    assert not says_nothing("opened_at", "When its first message came in (UTC).")
