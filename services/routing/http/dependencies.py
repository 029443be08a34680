"""What the routes of routing share: the running service, and the caller as somebody who acts on tasks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from chassis.auth import Principal
from chassis.service.dependencies import application
from services.routing.application.actor import Actor
from services.routing.application.routing import Routing
from services.routing.http.errors import FOR_OTHERS

Running = Annotated[Routing, Depends(application)]


def actor(caller: Principal) -> Actor:
    """The caller as somebody who acts on tasks."""
    return Actor(caller.brand, caller.subject, FOR_OTHERS in caller.scopes)
