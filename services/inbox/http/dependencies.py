"""What the routes reach, and the entity tags they share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel
from starlette.responses import Response

from chassis.http.paging import etag, if_match
from chassis.service.dependencies import application
from services.inbox.application.inbox import Inbox

Running = Annotated[Inbox, Depends(application)]
IfMatch = Annotated[int | None, Depends(if_match)]
ConversationId = Annotated[str, Path(description="The conversation's `id`, as in lists, tasks and events.")]
ContactId = Annotated[str, Path(description="The contact's `id`: `contact` of a conversation.")]
ReplyId = Annotated[str, Path(description="The reply's `id`, from the answer to its request.")]
PayloadId = Annotated[str, Path(description="The payload's `id`, from the list.")]


def tag(response: Response, version: int, shown: BaseModel | None = None) -> None:
    """Put the entity tag on an answer; `shown` where that has more than the version covers."""
    response.headers["ETag"] = etag(version, shown)
