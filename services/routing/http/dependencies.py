"""What the routes of routing share: the running service, and the caller as somebody who acts on tasks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends

from chassis.auth import Caller, Principal
from chassis.service.dependencies import application
from services.routing.application.actor import Actor
from services.routing.application.routing import Routing
from services.routing.http.errors import FOR_OTHERS

Running = Annotated[Routing, Depends(application)]


async def sign_of_life(caller: Caller, routing: Running) -> AsyncIterator[None]:
    """Note that the person who asked and was not refused is there; what else asks is nobody's life."""
    yield
    if caller.kind == "person":
        await routing.signs_of_life.note(caller.brand, caller.subject)


SIGN_OF_LIFE = [Depends(sign_of_life)]


def actor(caller: Principal) -> Actor:
    """The caller as somebody who acts on tasks."""
    return Actor(caller.brand, caller.subject, FOR_OTHERS in caller.scopes)
