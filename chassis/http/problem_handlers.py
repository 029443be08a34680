"""Makes every error of an application a problem: what a route raises, what FastAPI refuses, and what is unavailable."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chassis.errors import Unauthenticated, Unavailable, VersionConflict
from chassis.http.problem import Conflict, FieldError, Invalid, NoRoute, Problem, pointer, unauthenticated, unavailable


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
            return NoRoute().response()
        title = HTTPStatus(error.status_code).phrase
        code = title.lower().replace(" ", "_")
        return Problem(error.status_code, title, code=code, headers=error.headers).response()

    async def on_unavailable(_: Request, error: Exception) -> Response:
        assert isinstance(error, Unavailable)  # noqa: S101 - as above
        return unavailable(error).response()

    async def on_race(_: Request, __: Exception) -> Response:
        return Conflict("Somebody else changed this at the same moment. Read it again.").response()

    async def on_unauthenticated(_: Request, reason: Exception) -> Response:
        assert isinstance(reason, Unauthenticated)  # noqa: S101 - as above
        return unauthenticated(reason).response()

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Unavailable, on_unavailable)
    app.add_exception_handler(VersionConflict, on_race)
    app.add_exception_handler(Unauthenticated, on_unauthenticated)


def _request_invalid(error: RequestValidationError) -> Problem:
    errors = []
    for each in error.errors():
        where, *path = each["loc"]
        if where == "body":
            errors.append(FieldError(pointer(path), str(each["msg"]), str(each["type"])))
        else:
            errors.append(FieldError(f"#{where}{pointer(path)}", str(each["msg"]), str(each["type"])))
    return Invalid(errors)
