"""What the routes reach, and the entity tags they share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel
from starlette.responses import Response

from chassis.http.paging import etag, if_match
from chassis.service.dependencies import application
from services.inbox.application.inbox import Inbox

Running = Annotated[Inbox, Depends(application)]
IfMatch = Annotated[int | None, Depends(if_match)]


def tag(response: Response, version: int, shown: BaseModel | None = None) -> None:
    """Put the entity tag on an answer; `shown` where that has more than the version covers."""
    response.headers["ETag"] = etag(version, shown)
