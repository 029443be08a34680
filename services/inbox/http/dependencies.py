"""What the routes reach, and the entity tags they share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.responses import Response

from chassis.http.paging import etag, if_match
from chassis.service.dependencies import application
from services.inbox.application.inbox import Inbox

Running = Annotated[Inbox, Depends(application)]
IfMatch = Annotated[int | None, Depends(if_match)]


def tag(response: Response, version: int) -> None:
    """Put the entity tag on an answer."""
    response.headers["ETag"] = etag(version)
