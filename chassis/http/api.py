"""An application of declared routes: its errors are problems, and its document has each refusal with its codes."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute

from chassis.http.naming import operation_id, summary
from chassis.http.problem import MEDIA_TYPE, Forbidden, Invalid
from chassis.http.problem_handlers import install
from chassis.http.scopes import check_declared, guard_of, routes_of
from chassis.http.unread_input import refuse_unread_input

Document = dict[str, Any]

CODES = "x-problem-codes"  # of a response: the codes its problem details may have
PROBLEM: Document = {
    "type": "object",
    "description": "Problem details (RFC 9457). The end of `type` is a code for programs; its page says what to do.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer (RFC 6901) to the field."},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}
OF_FASTAPI = ("HTTPValidationError", "ValidationError")  # its own form of a 422, which no application of ours answers
DEFAULT = "Any other refusal, such as that of a body that is no JSON, or of an Idempotency-Key that is in use."


class DeclaredApi(FastAPI):
    """FastAPI with declared routes, of which every error is a problem, and none drops what a caller writes.

    `declared` are the routers of the API.
    """

    def __init__(self, *, declared: Sequence[APIRouter], **options: Any) -> None:  # noqa: ANN401 - FastAPI's own
        """Check the declarations and take the other options of FastAPI; raises ValueError for a route without."""
        check_declared(declared)
        super().__init__(
            **options, dependencies=[Depends(refuse_unread_input)], generate_unique_id_function=operation_id
        )
        self.declared = tuple(declared)
        install(self)

    def openapi(self) -> Document:
        """The document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            schemas: Document = document.setdefault("components", {}).setdefault("schemas", {})
            for name in OF_FASTAPI:
                schemas.pop(name, None)
            schemas["Problem"] = PROBLEM
            for route in routes_of(self.declared):
                for method in route.methods or ():
                    _document(route, document["paths"][route.path_format][method.lower()])
        return super().openapi()


def problem_response(description: str, codes: Sequence[str] = ()) -> Document:
    """A response that is problem details, with the codes it may have."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    named = {CODES: sorted(codes)} if codes else {}
    return {"description": description, "content": content, **named}


def _document(route: APIRoute, operation: Document) -> None:
    """Put a route's name and refusals into its operation; input that it does not read is 422 on every one."""
    operation["summary"] = summary(route)
    responses = operation["responses"]
    codes: dict[int, set[str]] = {401: {"unauthenticated"}, 503: {"unavailable"}, Invalid.STATUS: {Invalid.CODE}}
    guard = guard_of(route)
    if guard.scopes:
        codes[Forbidden.STATUS] = {Forbidden.CODE}
    for refusal in guard.refuses:
        codes.setdefault(refusal.STATUS, set()).add(refusal.CODE)
    for status in sorted(codes):
        responses[str(status)] = problem_response(HTTPStatus(status).phrase, sorted(codes[status]))
    responses["default"] = problem_response(DEFAULT)
