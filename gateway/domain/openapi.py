"""One OpenAPI document out of several: paths joined, component names kept apart, the edge's security on each."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
SCOPE_FIELD = "x-scope"  # how a service's document names the scopes of which an operation needs one


class PathTaken(ValueError):
    """Two documents claim the same method of the same path."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a service: where it is, who answers it, the scopes of which it needs one, and its name."""

    method: str
    path: str
    service: str
    scopes: tuple[str, ...]
    id: str = ""

    def takes(self, scopes: frozenset[str]) -> bool:
        """Whether a caller with these scopes gets past the edge; an operation without any takes every caller."""
        return not self.scopes or not scopes.isdisjoint(self.scopes)


def merge(own: Document, services: Mapping[str, Document]) -> Document:
    """Join the services' documents into the gateway's own; raise `PathTaken` when two claim one operation.

    Components of a service are renamed `<service>_<name>` where another of that name is already there, so that two
    services may both have a `Page` and their common problem details stay one.
    """
    merged = copy.deepcopy(own)
    paths: Document = merged.setdefault("paths", {})
    components: Document = merged.setdefault("components", {})
    for service, document in services.items():
        renamed = _with_components(components, service, document)
        for path, item in renamed.get("paths", {}).items():
            if not path.startswith("/v1/"):
                continue
            merged_item = paths.setdefault(path, {})
            for key, value in item.items():
                if key in merged_item:
                    raise PathTaken(f"{service}: {key} {path}")
                merged_item[key] = _at_the_edge(value) if key in METHODS else value
    merged["paths"] = dict(sorted(paths.items()))
    return merged


def drop_unused(document: Document, kinds: Sequence[str]) -> None:
    """Drop the components of these kinds to which nothing in the document refers."""
    used = set(_references(document))
    for kind in kinds:
        entries = document["components"].get(kind, {})
        for name in [each for each in entries if f"#/components/{kind}/{each}" not in used]:
            del entries[name]


def operations(service: str, document: Document) -> Iterator[Operation]:
    """Every operation below /v1 of a service's document."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item and path.startswith("/v1/"):
                scopes, id_ = tuple(item[method].get(SCOPE_FIELD, ())), item[method].get("operationId", "")
                yield Operation(method.upper(), path, service, scopes, id_)


def security(scopes: Sequence[str]) -> list[Document]:
    """The requirements of an operation that needs one of these scopes: a key, a token or a session that has it."""
    needed = [[scope] for scope in scopes] or [[]]
    return [{scheme: each} for each in needed for scheme in ("api_key", "oidc", "session")]


def _at_the_edge(operation: Document) -> Document:
    """The operation as the public sees it: with its scopes as requirements of either credential."""
    return {**operation, "security": security(operation.get(SCOPE_FIELD, ()))}


def _with_components(target: Document, service: str, document: Document) -> Document:
    """Add a service's components to the target and return its document with references to their new names."""
    references: dict[str, str] = {}
    components = document.get("components", {})
    for kind, entries in components.items():
        if kind == "securitySchemes":
            continue
        for name, entry in entries.items():
            taken = target.get(kind, {}).get(name)
            new = name if taken is None or taken == entry else f"{service}_{name}"
            references[f"#/components/{kind}/{name}"] = f"#/components/{kind}/{new}"
    for kind, entries in components.items():
        if kind == "securitySchemes":
            continue
        for name, entry in entries.items():
            new = references[f"#/components/{kind}/{name}"].rpartition("/")[2]
            target.setdefault(kind, {})[new] = _rereferenced(entry, references)
    renamed: Document = _rereferenced(document, references)
    return renamed


def _references(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = value.values()
    elif not isinstance(value, list):
        return
    for each in value:
        yield from _references(each)


def _rereferenced(value: Any, references: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {
            key: references.get(entry, entry)
            if key == "$ref" and isinstance(entry, str)
            else _rereferenced(entry, references)
            for key, entry in value.items()
        }
    if isinstance(value, list):
        return [_rereferenced(entry, references) for entry in value]
    return value
