"""What a caller may write: numbers and times have an end, and a rule set comes whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.contract.openapi_documents import documents

ENTRIES = {
    "/v1/employees/{employee}",  # an entry of the directory, no rule set
    "/v1/employees/{employee}/presence",  # a report: what it leaves out says no more than usual
}
WISHES = {"DetectorRules", "Calendar", "TriageRule"}  # what is left out there has a meaning that its model tells


def written(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema within what the operations take, with where it is."""
    seen: set[str] = set()

    def within(schema: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(schema, list):
            for part in schema:
                yield from within(part, where)
        if not isinstance(schema, dict):
            return
        yield where, schema
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            yield from within(document["components"]["schemas"][name], name)
        for key, part in schema.items():
            yield from within(part, f"{where}/{key}")

    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield from within(operation.get("parameters", []), f"{method} {path}")
            yield from within(operation.get("requestBody", {}), f"{method} {path}")


def test_every_number_a_caller_writes_has_an_end() -> None:
    endless = [
        (where, schema)
        for document in documents().values()
        for where, schema in written(document)
        if schema.get("type") in ("integer", "number")
        and not {"maximum", "exclusiveMaximum", "enum", "const"} & schema.keys()
    ]
    assert endless == []


def test_every_time_a_caller_writes_lies_in_the_calendar() -> None:
    endless = [
        (where, schema)
        for document in documents().values()
        for where, schema in written(document)
        if schema.get("format") == "date-time" and "x-format-maximum" not in schema
    ]
    assert endless == []


def test_a_rule_set_is_written_whole() -> None:
    """A field left out of a PUT would be set back to its default, which for rules means that they are gone."""
    partly = []
    for document in documents().values():
        for path, item in document["paths"].items():
            if "put" not in item or path in ENTRIES:
                continue
            body = item["put"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            pending = [body]
            while pending:
                name = pending.pop()
                schema = document["components"]["schemas"][name]
                if name not in WISHES:
                    partly += [f"{name}.{each}" for each in schema["properties"].keys() - set(schema["required"])]
                    parts = (each.get("$ref", "").rpartition("/")[2] for each in schema["properties"].values())
                    pending += [each for each in parts if each]
    assert partly == []
