"""Whose list a caller may read."""

from __future__ import annotations

from chassis.auth import Principal
from chassis.http.problem import Forbidden


def person_read(caller: Principal, person: str) -> str:
    """The person whose list is asked for, `me` being the caller; raises Forbidden without incidents:read."""
    named = caller.subject if person == "me" else person
    if named != caller.subject and "incidents:read" not in caller.scopes:
        raise Forbidden("incidents:read")
    return named
