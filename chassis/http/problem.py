"""Problem details (RFC 9457): every error of every API in one form, naming each field by JSON pointer (RFC 6901)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chassis.errors import Unauthenticated, Unavailable, VersionConflict

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class FieldError:
    """An error of one field; `detail` never quotes the value."""

    pointer: str
    detail: str
    code: str

    def as_json(self) -> dict[str, str]:
        """The member of `errors`."""
        return {"pointer": self.pointer, "detail": self.detail, "code": self.code}


class Problem(Exception):
    """An answer that is not a success. `code` is stable and made for programs, `detail` for people."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str | None = None,
        *,
        code: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **extra: Any,  # noqa: ANN401 - extension members of RFC 9457 are free
    ) -> None:
        """Extension members (`extra`) become members of the body."""
        super().__init__(code)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {"type": f"urn:muster:problem:{code}", "title": title, "status": status}
        if detail is not None:
            self.body["detail"] = detail
        if errors:
            self.body["errors"] = [error.as_json() for error in errors]
        self.body |= extra

    def response(self) -> Response:
        """The HTTP response."""
        body = json.dumps(self.body, separators=(",", ":"), ensure_ascii=False).encode(errors="replace")
        return Response(body, self.status, headers=self.headers, media_type=MEDIA_TYPE)


class NotFound(Problem):
    """Not there, or of another brand: the same body byte for byte, so that a caller cannot learn what exists."""

    def __init__(self) -> None:
        """Takes nothing, so that it can reveal nothing."""
        super().__init__(404, "Not found", "There is nothing here under this id.", code="not_found")


class Conflict(Problem):
    """The command does not fit the state; `state` is the present one."""

    def __init__(self, detail: str, *, state: str | None = None, **extra: Any) -> None:  # noqa: ANN401 - as Problem
        """`detail` names what does not fit."""
        if state is not None:
            extra["state"] = state
        super().__init__(409, "Conflict", detail, code="conflict", **extra)


class Forbidden(Problem):
    """The caller is verified and lacks a right; `scope` is the missing one."""

    def __init__(self, scope: str, detail: str | None = None) -> None:
        """Name the missing scope."""
        super().__init__(
            403, "Forbidden", detail or f"This needs the scope {scope}.", code="missing_scope", scope=scope
        )


class Invalid(Problem):
    """The request is well-formed and wrong; each field is named."""

    def __init__(self, errors: Sequence[FieldError], detail: str | None = None) -> None:
        """Name each field."""
        super().__init__(422, "Invalid request", detail, code="invalid", errors=errors)


class Malformed(Problem):
    """The body does not fit its media type."""

    def __init__(self, detail: str, reason: str) -> None:
        """`reason` is a code."""
        super().__init__(400, "Malformed request", detail, code="malformed", reason=reason)


class PreconditionFailed(Problem):
    """If-Match names another version than the present one."""

    def __init__(self, etag: str) -> None:
        """Return the present entity tag with the problem."""
        super().__init__(
            412,
            "Precondition failed",
            "The resource has changed since it was read.",
            code="precondition_failed",
            headers={"ETag": etag},
        )


def unavailable(away: Unavailable) -> Problem:
    """503 with Retry-After in whole seconds, at least one."""
    return Problem(
        503,
        "Service unavailable",
        "A part this request needs is away; nothing was done. Try again.",
        code="unavailable",
        headers={"Retry-After": str(max(1, round(away.retry_after)))},
    )


def unauthenticated(reason: Unauthenticated) -> Problem:
    """401 with the scheme to use."""
    return Problem(401, "Unauthenticated", str(reason), code="unauthenticated", headers={"WWW-Authenticate": "Bearer"})


def pointer(location: Sequence[int | str]) -> str:
    """A JSON pointer from a pydantic location; the first part (`body`, `query`) says where, not what."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def field_errors(errors: Sequence[Mapping[str, Any]], *, skip: int = 0) -> list[FieldError]:
    """Pydantic's errors as field errors, without the values that were given."""
    return [FieldError(pointer(error["loc"][skip:]), str(error["msg"]), str(error["type"])) for error in errors]


def _request_invalid(error: RequestValidationError) -> Problem:
    found = []
    for each in error.errors():
        where, *path = each["loc"]
        if where == "body":
            found.append(FieldError(pointer(path), str(each["msg"]), str(each["type"])))
        else:
            found.append(FieldError(f"#{where}{pointer(path)}", str(each["msg"]), str(each["type"])))
    return Invalid(found)


def install(app: FastAPI) -> None:
    """Make every error of the application a problem."""

    async def on_problem(_: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)  # noqa: S101 - registered for this class only
        return problem.response()

    async def on_invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
        return _request_invalid(error).response()

    async def on_http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - as above
        if error.status_code == HTTPStatus.NOT_FOUND:
            return NotFound().response()
        title = HTTPStatus(error.status_code).phrase
        code = title.lower().replace(" ", "_")
        return Problem(error.status_code, title, code=code, headers=error.headers).response()

    async def on_away(_: Request, away: Exception) -> Response:
        assert isinstance(away, Unavailable)  # noqa: S101 - as above
        return unavailable(away).response()

    async def on_race(_: Request, __: Exception) -> Response:
        return Conflict("Somebody else changed this at the same moment. Read it again.").response()

    async def on_unauthenticated(_: Request, reason: Exception) -> Response:
        assert isinstance(reason, Unauthenticated)  # noqa: S101 - as above
        return unauthenticated(reason).response()

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Unavailable, on_away)
    app.add_exception_handler(VersionConflict, on_race)
    app.add_exception_handler(Unauthenticated, on_unauthenticated)
