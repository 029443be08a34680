"""An application of declared routes: its errors are problems, and its document has each refusal with its codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.telemetry import TelemetryConfig

from chassis.http import answers
from chassis.http.examples import add_examples
from chassis.http.naming import operation_id
from chassis.http.operation_document import complete
from chassis.http.problem_handlers import install
from chassis.http.scopes import check_declared, routes_of
from chassis.http.unread_input import refuse_unread_input

Document = dict[str, Any]

NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""FastAPI's own telemetry tells paths with ids, queries and bodies; `Traced` and `Observed` tell route templates."""

OF_FASTAPI = ("HTTPValidationError", "ValidationError")  # its own form of a 422, which no application of ours answers


class DeclaredApi(FastAPI):
    """FastAPI with declared routes, of which every error is a problem, and none drops what a caller writes.

    `declared` are the routers of the API.
    """

    def __init__(self, *, declared: Sequence[APIRouter], **options: Any) -> None:  # noqa: ANN401 - FastAPI's own
        """Check the declarations and take the other options of FastAPI; raises ValueError for a route without."""
        check_declared(declared)
        super().__init__(
            **options,
            dependencies=[Depends(refuse_unread_input)],
            generate_unique_id_function=operation_id,
            telemetry=NO_TELEMETRY,
        )
        self.declared = tuple(declared)
        install(self)

    def openapi(self) -> Document:
        """The document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            components: Document = document.setdefault("components", {})
            for kind, entries in answers.components().items():
                components.setdefault(kind, {}).update(entries)
            for name in OF_FASTAPI:
                components["schemas"].pop(name, None)
            for route in routes_of(self.declared):
                for method in route.methods or ():
                    complete(route, document["paths"][route.path_format][method.lower()])
            add_examples(document)
        return super().openapi()
