"""What routes ask for: the application, the caller's repositories to read from, and the caller of a command."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request

from chassis.auth import Caller as Authenticated
from chassis.http.paging import command_id, if_match
from chassis.service.dependencies import application
from services.crisis.application.caller import CommandCaller
from services.crisis.application.crisis import Crisis
from services.crisis.application.repositories import Repositories

ExpectedVersion = Annotated[int | None, Depends(if_match)]
Application = Annotated[Crisis, Depends(application)]
IncidentId = Annotated[str, Path(description="The incident's `id`, as in lists and events.")]
CalloutId = Annotated[str, Path(description="The callout's `id`: `callout` of an ask.")]


def store_of(caller: Authenticated, application: Application) -> Repositories:
    """The repositories of the caller's brand."""
    return application.units.read(caller.brand)


def commander(request: Request, caller: Authenticated) -> CommandCaller:
    """The caller of a command, with the id its effects are derived from."""
    return CommandCaller(caller.brand, caller.subject, command_id(request))


def versioned_commander(request: Request, caller: Authenticated, expected: ExpectedVersion) -> CommandCaller:
    """The caller of a command that fits one version of what it changes, when If-Match names it."""
    return CommandCaller(caller.brand, caller.subject, command_id(request), expected)


Store = Annotated[Repositories, Depends(store_of)]
Commander = Annotated[CommandCaller, Depends(commander)]
VersionedCommander = Annotated[CommandCaller, Depends(versioned_commander)]
