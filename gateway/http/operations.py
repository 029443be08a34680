"""Which service answers a request and which scope it needs, looked up in the services' own documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fastapi import APIRouter

from chassis.http.naming import operation_id
from chassis.http.scopes import guard_of, routes_of
from gateway.domain.openapi import Operation
from gateway.domain.request_lanes import lane_of


@dataclass(slots=True)
class _Node:
    """One segment of the tree of paths."""

    fixed: dict[str, _Node] = field(default_factory=dict)
    any: _Node | None = None
    methods: dict[str, Operation] = field(default_factory=dict)


class Operations:
    """The operations of all services as a tree of path segments; a fixed segment goes before a parameter."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        self._services: dict[str, str] = {}
        for operation in operations:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        segments = operation.path.strip("/").split("/")
        if not segments[1].startswith("{"):
            self._services[segments[1]] = operation.service
        node = self._root
        for segment in segments:
            if segment.startswith("{"):
                node.any = node = node.any or _Node()
            else:
                node = node.fixed.setdefault(segment, _Node())
        node.methods[operation.method] = operation

    def segments(self) -> list[str]:
        """The first segments below /v1 that belong to services."""
        return sorted(self._services)

    def service_of(self, path: str) -> str | None:
        """The service that owns the first segment below /v1, or None."""
        segments = path.split("/", 3)
        return self._services.get(segments[2]) if len(segments) > 2 and segments[1] == "v1" else None

    def find(self, method: str, path: str) -> Operation | None:
        """The operation of a request, or None when no document names it."""
        node = _walk(self._root, path.strip("/").split("/"))
        return None if node is None else node.methods.get(method)


def _walk(node: _Node, segments: list[str]) -> _Node | None:
    if not segments:
        return node if node.methods else None
    first, rest = segments[0], segments[1:]
    fixed = node.fixed.get(first)
    match = _walk(fixed, rest) if fixed is not None else None
    if match is None and node.any is not None:
        match = _walk(node.any, rest)
    return match


def declared_operations(service: str, routers: Iterable[APIRouter]) -> list[Operation]:
    """The operations of an application's own routers, as their document will name them; it takes a second to build."""
    return [
        Operation(method, route.path_format, service, tuple(guard_of(route).scopes), operation_id(route))
        for route in routes_of(routers)
        for method in sorted(route.methods or ())
    ]


def in_lanes(operations: Iterable[Operation]) -> list[Operation]:
    """The operations; raises NoLane naming one for which no lane was declared."""
    found = list(operations)
    for each in found:
        lane_of(each.id)
    return found
