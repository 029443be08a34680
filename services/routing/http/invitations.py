"""Invitations to help with one conversation."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from chassis.auth import Caller
from chassis.http.problem import Conflict, FieldError, Invalid, NotFound
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import routing as http
from services.routing.http.dependencies import SIGN_OF_LIFE, Running, actor
from services.routing.http.task_presenters import invitation_view
from services.routing.http.tasks import ASSIGN, WORK, ConversationId

router = APIRouter(prefix="/v1/tasks/{conversation}/invitations", dependencies=SIGN_OF_LIFE)

ANSWERS: dict[str, Literal["accepted", "declined"]] = {"accept": "accepted", "decline": "declined"}


@router.post("", status_code=201, **needs(WORK, ASSIGN, refuses=[NotFound, Conflict]))
async def create_invitation(
    conversation: ConversationId, body: http.InvitationCreate, caller: Caller, routing: Running
) -> http.Invitation:
    """Ask an employee to help with the conversation one holds; they find it as invited=me, and read it meanwhile."""
    if body.until is not None and body.until <= routing.clock.now_of(caller.brand):
        raise Invalid([FieldError("/until", "it has to be later than now", "past")])
    invited = await routing.invitation_commands.invite(actor(caller), conversation, body.employee, body.why, body.until)
    return invitation_view(invited)


@router.post("/answers", **needs_no_scope(refuses=[NotFound, Conflict]))
async def answer_invitation(
    conversation: ConversationId, body: http.InvitationAnswerCreate, caller: Caller, routing: Running
) -> http.Invitation:
    """Say yes or no to one's own invitation; after a yes, who holds the task may give it to them beyond their seats."""
    reply = ANSWERS[body.answer]
    return invitation_view(await routing.invitation_commands.answer(actor(caller), conversation, reply))
