"""What is whose: a caller reads and writes what is their own, that of others with a scope."""

from __future__ import annotations

from chassis.auth import Principal
from chassis.http.problem import Forbidden


def person_written(caller: Principal, person: str) -> str:
    """The person something is written for, `me` being the caller; raises Forbidden without incidents:write."""
    named = caller.subject if person == "me" else person
    if named != caller.subject and "incidents:write" not in caller.scopes:
        raise Forbidden("incidents:write")
    return named


def person_read(caller: Principal, person: str) -> str:
    """The person whose list is asked for, `me` being the caller; raises Forbidden without incidents:read."""
    named = caller.subject if person == "me" else person
    if named != caller.subject and "incidents:read" not in caller.scopes:
        raise Forbidden("incidents:read")
    return named
