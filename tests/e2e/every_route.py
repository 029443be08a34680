"""Every operation of the public OpenAPI document, and a body that each one takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "put", "post", "delete", "patch")
STRINGS = ("en", "abc", "EUR", "2030-01-01T00:00:00Z")  # one of them fits every pattern there is
FORMATS = {"date-time": "2030-01-01T00:00:00Z", "date": "2030-01-01"}
SECRET = "whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldCBhdCBhbGw="  # noqa: S105 - it says in base64 that it is none
BEYOND_THE_SCHEMA: dict[str, dict[str, Any]] = {
    "CertificateDefinitionUpdate": {"renews_before_days": None},  # fewer days than it is valid
    "CourseSessionCreate": {"place": "Room 1"},  # one of two optional fields
    "CourseUpdate": {"pass_mark": None, "audience": None},  # its lesson asks nothing, and nobody is named
    "EscalationWebhookUpdate": {"target": "http://127.0.0.1:9/hook", "secret": SECRET},
    "MaintenanceWindowUpdate": {"ends_at": "2030-01-02T00:00:00Z"},  # later than it begins
    "OverrideCreate": {"ends_at": "2030-01-02T00:00:00Z"},  # later than it begins
    "Period": {"ends_at": "2030-01-02T00:00:00Z"},
    "RuleThen": {"playbook": None},  # one that there is, or none
    "TransferCreate": {"queue": "general"},  # one of two optional fields
}
"""What a model demands that its schema cannot say."""


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `queries` are the names of its query parameters, `body` is a valid one or None."""

    method: str
    path: str
    queries: tuple[str, ...]
    body: Any

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the others."""
        return self.method, self.path

    @property
    def names(self) -> list[str]:
        """The path's parameters."""
        return re.findall(r"{(\w+)}", self.path)

    def at(self, values: Mapping[str, str]) -> str:
        """The path with these values."""
        return self.path.format_map(values)


def routes(document: dict[str, Any]) -> Iterator[Route]:
    """All operations of an OpenAPI document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                parameters = [*item.get("parameters", ()), *item[method].get("parameters", ())]
                queries = tuple(each["name"] for each in parameters if each["in"] == "query")
                yield Route(method.upper(), path, queries, _body(document, item[method]))


def _body(document: dict[str, Any], operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return example(document, content["application/json"]["schema"]) if "application/json" in content else None


def example(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A value the schema allows: its own example, else what is required, and a name where there may be one."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        found = example(document, document["components"]["schemas"][name])
        return found | BEYOND_THE_SCHEMA.get(name, {}) if isinstance(found, dict) else found
    if schema.get("examples"):
        return schema["examples"][0]
    for one in ("anyOf", "oneOf"):
        if one in schema:
            return example(document, schema[one][0])
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    return _of_type(document, schema)


def _of_type(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    kind = schema.get("type", "object")
    if kind == "object":
        properties = schema.get("properties", {})
        wanted = {*schema.get("required", ()), *({"name"} & properties.keys())}
        return {name: example(document, properties[name]) for name in properties if name in wanted}
    if kind == "array":
        return [example(document, schema["items"])] * schema.get("minItems", 0)
    if kind == "string":
        return _string(schema)
    if kind == "number":  # the middle, because the ends may be excluded
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        return (low + schema.get("maximum", schema.get("exclusiveMaximum", low + 2))) / 2
    return {"boolean": True, "integer": int(schema.get("minimum", 1))}[kind]


def _string(schema: dict[str, Any]) -> str:
    given = [FORMATS[schema["format"]]] if "format" in schema else STRINGS
    shortest, pattern = schema.get("minLength", 0), schema.get("pattern", "")
    made = [*given, "0" * shortest]
    return str(next(each for each in made if len(each) >= shortest and re.search(pattern, each)))
