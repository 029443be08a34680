"""Problem details (RFC 9457): every error of every API in one form, naming each field by JSON pointer (RFC 6901)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response

from chassis.errors import Unauthenticated, Unavailable
from chassis.http.answers import MEDIA_TYPE
from contracts.http.problems import type_of


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
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {"type": type_of(code), "title": title, "status": status}
        if detail is not None:
            self.body["detail"] = detail
        if errors:
            self.body["errors"] = [error.as_json() for error in errors]
        self.body |= extra

    def response(self) -> Response:
        """The HTTP response."""
        body = json.dumps(self.body, separators=(",", ":"), ensure_ascii=False).encode(errors="replace")
        return Response(body, self.status, headers=self.headers, media_type=MEDIA_TYPE)


class Refusal(Problem):
    """A problem that always has one status and one code; a route declares by class which of them it answers."""

    STATUS: ClassVar[int]
    CODE: ClassVar[str]

    def __init__(self, title: str, detail: str | None = None, **members: Any) -> None:  # noqa: ANN401 - as Problem
        """Take the other arguments of a problem."""
        super().__init__(self.STATUS, title, detail, code=self.CODE, **members)


class NotFound(Refusal):
    """Unknown, or of another brand: the same body byte for byte, so that nobody learns what exists."""

    STATUS, CODE = 404, "not_found"

    def __init__(self) -> None:
        """Takes nothing, so that it can tell nothing."""
        super().__init__("Not found", "There is nothing here under this id.")


class NoRoute(Refusal):
    """A path that the API does not have, whatever its ids are."""

    STATUS, CODE = 404, "unknown_route"

    def __init__(self) -> None:
        """Takes nothing."""
        super().__init__("Unknown route", "The API has no such path; /openapi.json has all of them.")


class Conflict(Refusal):
    """The command does not fit the state; `state` is the present one."""

    STATUS, CODE = 409, "conflict"

    def __init__(self, detail: str, *, state: str | None = None, **extra: Any) -> None:  # noqa: ANN401 - as Problem
        """`detail` names what does not fit."""
        if state is not None:
            extra["state"] = state
        super().__init__("Conflict", detail, **extra)


class Forbidden(Refusal):
    """The caller is known and may not; `scope` is what is missing."""

    STATUS, CODE = 403, "missing_scope"

    def __init__(self, scope: str, detail: str | None = None) -> None:
        """Name the missing scope."""
        super().__init__("Forbidden", detail or f"This needs the scope {scope}.", scope=scope)


class Invalid(Refusal):
    """The request is well-formed and wrong; each field is named."""

    STATUS, CODE = 422, "invalid"

    def __init__(self, errors: Sequence[FieldError], detail: str | None = None) -> None:
        """Name each field."""
        super().__init__("Invalid request", detail, errors=errors)


class Malformed(Refusal):
    """The body is not what its media type says."""

    STATUS, CODE = 400, "malformed"

    def __init__(self, detail: str, reason: str) -> None:
        """`reason` is a code."""
        super().__init__("Malformed request", detail, reason=reason)


class PreconditionFailed(Refusal):
    """If-Match names another version than the present one."""

    STATUS, CODE = 412, "precondition_failed"

    def __init__(self, etag: str) -> None:
        """Return the present entity tag."""
        super().__init__("Precondition failed", "The resource has changed since it was read.", headers={"ETag": etag})


def unavailable(error: Unavailable) -> Problem:
    """503 with Retry-After in whole seconds, at least one."""
    return Problem(
        503,
        "Service unavailable",
        "A part this request needs is away; nothing was done. Try again.",
        code="unavailable",
        headers={"Retry-After": str(max(1, round(error.retry_after)))},
    )


def unauthenticated(reason: Unauthenticated) -> Problem:
    """401 with the scheme to use."""
    return Problem(401, "Unauthenticated", str(reason), code="unauthenticated", headers={"WWW-Authenticate": "Bearer"})


def pointer(location: Sequence[int | str]) -> str:
    """A JSON pointer from a pydantic location; the first part (`body`, `query`) says where, not what.

    Where the name of a value is wrong and not the value, pydantic says so behind the name; the pointer ends with it.
    """
    named = location[:-1] if location and location[-1] == "[key]" else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in named)


def field_errors(errors: Sequence[Mapping[str, Any]], *, skip: int = 0) -> list[FieldError]:
    """Pydantic's errors as field errors, without the values that were given."""
    return [FieldError(pointer(error["loc"][skip:]), str(error["msg"]), str(error["type"])) for error in errors]
