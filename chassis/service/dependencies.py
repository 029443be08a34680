"""The dependency by which routes reach the application of their service."""

from __future__ import annotations

from typing import Any

from fastapi import Request


def application(request: Request) -> Any:  # noqa: ANN401 - each service has its own class and names it in its Annotated
    """The running service's application, for `Annotated[InboxApplication, Depends(application)]`."""
    return request.app.state.application
