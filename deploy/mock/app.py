"""The mock server: looks a request up in the document, refuses what that refuses, and answers with its examples."""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chassis import strictjson
from chassis.http.problem import FieldError, Invalid, Malformed, NoRoute, Problem
from deploy.mock.examples import ExampleAnswers, Undocumented
from deploy.mock.stream import stream
from deploy.mock.validation import Validation
from gateway.domain.openapi import METHODS, Document, operations
from gateway.http.error_pages import error_routes
from gateway.http.operations import Operations
from gateway.http.reference import reference_routes

LOCAL = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
PREFERENCE = re.compile(r"(?:^|[,;])\s*(code|example)=\"?(\w+)\"?")


class Mock:
    """The handler of every path of the API."""

    def __init__(self, document: Document, every_seconds: float) -> None:
        """`every_seconds` lie between two events of the stream."""
        self._document = document
        self._operations = Operations(operations("", document))
        self._examples = ExampleAnswers(document)
        self._validation = Validation(document)
        self._every_seconds = every_seconds

    async def __call__(self, request: Request) -> Response:
        """Answer one request; `Prefer: code=409, example=last_administrator` chooses the answer."""
        found = self._operations.find(request.method, request.url.path)
        if found is None:
            raise self._unknown(request.url.path)
        operation = self._document["paths"][found.path][found.method.lower()]
        preferred = dict(PREFERENCE.findall(request.headers.get("prefer", "")))
        if "code" in preferred:
            return self._preferred(operation, preferred["code"], preferred.get("example", ""))
        if operation["security"] and not _has_credential(request, operation):
            return self._examples.answer(operation, "401")
        await self._check(request, operation, found.path)
        if operation["operationId"] == "openStream":
            return stream(request, self._every_seconds)
        query = request.query_params
        wanted = f"text/{query['format']}" if "format" in query else request.headers.get("accept", "")
        return self._examples.success(operation, wanted, last_page="cursor" in query)

    def _unknown(self, path: str) -> Problem:
        allowed = [each.upper() for each in METHODS if self._operations.find(each.upper(), path)]
        if not allowed:
            return NoRoute()
        status = HTTPStatus.METHOD_NOT_ALLOWED
        return Problem(status, status.phrase, code="method_not_allowed", headers={"Allow": ", ".join(allowed)})

    def _preferred(self, operation: Document, status: str, name: str) -> Response:
        try:
            return self._examples.answer(operation, status, name=name)
        except Undocumented:
            there = ", ".join(each for each in operation["responses"] if each.isdigit())
            detail = f"is not an answer of this operation; there are {there}"
            raise Invalid([FieldError("#header/Prefer", detail, "undocumented")]) from None

    async def _check(self, request: Request, operation: Document, path: str) -> None:
        """Raise the problem of a request that its document does not allow."""
        given = {"path": _path_parameters(path, request.url.path), "query": dict(request.query_params)}
        errors = list(self._validation.of_parameters(operation, given, list(given["query"])))
        content = operation.get("requestBody", {}).get("content")
        if content:
            errors += self._of_body(content, request.headers.get("content-type", ""), await request.body())
        if errors:
            raise Invalid(errors)

    def _of_body(self, content: Document, content_type: str, body: bytes) -> list[FieldError]:
        if not body:
            return [FieldError("", "Field required", "missing")]
        media = content_type.partition(";")[0].strip().lower()
        if media not in content:
            detail = f"Send {', '.join(content)}."
            raise Problem(415, "Unsupported media type", detail, code="unsupported_media_type")
        if not media.endswith("json"):
            return []
        try:
            read = strictjson.loads(body)
        except strictjson.NotStrictJson as bad:
            raise Malformed("The body is not JSON as this API takes it.", bad.reason) from None
        return self._validation.of_body(content[media]["schema"], read)


def _has_credential(request: Request, operation: Document) -> bool:
    bearer = request.headers.get("authorization", "").lower().startswith("bearer ")
    by_ticket = operation["operationId"] == "openStream" and "ticket" in request.query_params
    return bearer or "x-api-key" in request.headers or by_ticket


def _path_parameters(template: str, path: str) -> dict[str, str]:
    pairs = zip(template.strip("/").split("/"), path.strip("/").split("/"), strict=True)
    return {name[1:-1]: value for name, value in pairs if name.startswith("{")}


def mock(document: Document, every_seconds: float = 3.0) -> Starlette:
    """The application: the API's paths, the document, and the reference at `/docs`."""

    async def openapi(_: Request) -> Response:
        return JSONResponse(document)

    async def on_problem(_: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)  # noqa: S101 - registered for this class only
        return problem.response()

    async def on_no_route(_: Request, __: Exception) -> Response:
        return NoRoute().response()

    cors = Middleware(
        CORSMiddleware, allow_origin_regex=LOCAL, allow_methods=["*"], allow_headers=["*"], expose_headers=["*"]
    )
    methods = [each.upper() for each in METHODS if each != "options"]
    return Starlette(
        routes=[
            *reference_routes(document["info"]["title"]),
            *error_routes(),
            Route("/openapi.json", openapi),
            Route("/v1/{path:path}", Mock(document, every_seconds).__call__, methods=methods),
        ],
        middleware=[cors],
        exception_handlers={Problem: on_problem, HTTPException: on_no_route},
    )
