"""What the gateway's resources share: the running gateway, checks of ids, versions and rights."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends

from chassis.auth import Principal
from chassis.http.problem import Forbidden, NotFound, PreconditionFailed, Refusal
from chassis.service.dependencies import application
from gateway.application.gateway import Gateway
from gateway.domain.granting import missing_scopes

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


Running = Annotated[Gateway, Depends(application)]


def require_well_formed_id(text: str) -> str:
    """An id from a path; what could not be one is not found, as any unknown one."""
    if not _ID.fullmatch(text):
        raise NotFound
    return text


def check_version(expected: int | None, present: int) -> None:
    """Raise PreconditionFailed when If-Match names another version than the present one."""
    if expected is not None and expected != present:
        raise PreconditionFailed(f'"{present}"')


def check_granted(caller: Principal, granted: Iterable[str]) -> None:
    """Raise Forbidden, naming the first scope, when the caller would grant what they do not hold."""
    missing = missing_scopes(caller.scopes, granted)
    if missing:
        raise Forbidden(missing[0], f"Nobody grants what they do not hold; this would need {', '.join(missing)}.")


class NoAdministratorLeft(Refusal):
    """The brand would be left without an administrator who can sign in."""

    STATUS, CODE = 409, "last_administrator"

    def __init__(self) -> None:
        """Say what has to come first."""
        detail = "The brand would be left without an administrator who can sign in. Make another one first."
        super().__init__("Conflict", detail)
