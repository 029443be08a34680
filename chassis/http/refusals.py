"""A service's one table from the errors of its rules to the problems of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response

from chassis.http.problem import Problem

Refusals = Mapping[type[Exception], Callable[[Any], Problem]]
"""A domain error's class to the function that turns one into a problem."""


def problem_of(error: Exception, refusals: Refusals) -> Problem | None:
    """The problem of an error by its class or the nearest base in the table; None where the table has none."""
    for kind in type(error).__mro__:
        if kind in refusals:
            return refusals[kind](error)
    return None


def install_refusals(app: FastAPI, refusals: Refusals) -> None:
    """Answer every error of the table with its problem, wherever a route lets it pass."""

    async def refuse(_: Request, error: Exception) -> Response:
        problem = problem_of(error, refusals)
        if problem is None:
            raise error
        return problem.response()

    for kind in refusals:
        app.add_exception_handler(kind, refuse)
