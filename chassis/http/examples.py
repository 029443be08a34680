"""An example for every body in a document, derived from the schemas and from values by the name of a field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chassis.http.conforming import conforms
from contracts.http.examples import ENDINGS, FIELDS
from contracts.http.schema_examples import BODIES, OF_SCHEMAS

Document = dict[str, Any]

JSON = "application/json"
DEEPEST = 8  # levels; a schema that contains itself ends there
TIME, DAY = "2026-03-14T09:26:00Z", "2026-03-14"
TEXTS = {
    "application/jsonl": '{"id":"4f9c","position":1}\n',
    "text/csv": "measure,value\nmessages,1204\n",
    "text/html": "<!doctype html><title>Overview</title>",
    "text/markdown": "# Airspace closed\n",
}


def add_examples(document: Document) -> None:
    """Put an example beside each schema of a request's body and of a success that has none."""
    examples = Examples(document["components"]["schemas"])
    for item in document["paths"].values():
        for operation in item.values():
            for media, content in _bodies(operation):
                if "example" in content or "examples" in content:
                    continue
                if media in TEXTS:
                    content.setdefault("schema", {"type": "string"})
                    content["example"] = TEXTS[media]
                else:
                    content["example"] = examples.of(content["schema"])


def _bodies(operation: Document) -> Iterator[tuple[str, Document]]:
    if "requestBody" in operation:
        yield from operation["requestBody"]["content"].items()
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            yield from response.get("content", {}).items()


@dataclass(frozen=True, slots=True)
class Examples:
    """Makes examples of schemas, which refer to one another by name."""

    schemas: Document

    def of(self, schema: Document, name: str = "", depth: int = 0) -> Any:  # noqa: ANN401 - any JSON value
        """A value that the schema allows; `name` is the field's."""
        if "$ref" in schema:
            referred = schema["$ref"].rpartition("/")[2]
            return self._named(referred, name, depth + 1)
        for given in (*schema.get("examples", ()), *_by_name(name)):
            if conforms(given, schema, self.schemas):
                return given
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        options = schema.get("anyOf") or schema.get("oneOf")
        if options:
            rest = [each for each in options if (each.get("type") == "null") == (depth >= DEEPEST)]
            return self.of((rest or options)[0], name, depth + 1)
        return self._of_type(schema, name, depth)

    def _named(self, schema: str, name: str, depth: int) -> Any:  # noqa: ANN401 - any JSON value
        """The example of a schema that has a name, and with it perhaps values of its own."""
        if schema in BODIES:
            return dict(BODIES[schema])
        example = self.of(self.schemas[schema], name, depth)
        own = next((values for begin, values in OF_SCHEMAS.items() if schema.startswith(begin)), {})
        return example | {each: own[each] for each in example if each in own} if isinstance(example, dict) else example

    def _of_type(self, schema: Document, name: str, depth: int) -> Any:  # noqa: ANN401 - any JSON value
        kind = schema.get("type", "object")
        if kind == "object":
            return self._object(schema, name, depth)
        if kind == "array":
            return [self.of(schema["items"], name, depth + 1)] if depth < DEEPEST and "items" in schema else []
        if kind == "string":
            return _text(schema, name)
        if kind in {"integer", "number"}:
            return _number(schema)
        return {"boolean": bool(schema.get("default", True)), "null": None}[kind]

    def _object(self, schema: Document, name: str, depth: int) -> Document:
        properties: Document = schema.get("properties", {})
        if not properties and isinstance(schema.get("additionalProperties"), dict) and depth < DEEPEST:
            return {"baggage": self.of(schema["additionalProperties"], name, depth + 1)}
        return {each: self.of(inner, each, depth + 1) for each, inner in properties.items()}


def _by_name(name: str) -> tuple[Any, ...]:
    ending = next((values for end, values in ENDINGS.items() if name.endswith(end)), ())
    return FIELDS.get(name, ending)


def _text(schema: Document, name: str) -> str:
    formats = {"date-time": TIME, "date": DAY}
    text = formats.get(schema.get("format", ""), name.replace("_", " ") or "text")
    return text if conforms(text, schema, {}) else "en"


def _number(schema: Document) -> Any:  # noqa: ANN401 - an integer or a number
    for given in (schema.get("default"), 3, 1, 0.5, schema.get("minimum"), schema.get("maximum")):
        if given is not None and conforms(given, schema, {}):
            return given
    low: Any = schema.get("exclusiveMinimum", schema.get("minimum", 0))
    high: Any = schema.get("exclusiveMaximum", schema.get("maximum", low + 2))
    return (low + high) / 2
