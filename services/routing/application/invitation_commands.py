"""Invitations to help with one conversation: made by who holds it, answered by who is invited."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chassis.retrying import on_conflict
from services.routing import events as announce
from services.routing.application.actor import Actor, UnknownTask
from services.routing.application.changes import TaskChange
from services.routing.application.task_runner import TaskRunner, cause_of
from services.routing.domain.bars import barred
from services.routing.domain.invitation import Invitation, InvitationRefused, Reply, answered, with_invitation
from services.routing.domain.task import ACTIVE, Task, TaskNotAllowed


class InvitationCommands(TaskRunner):
    """Commands on invitations; each is one transaction over the task and its events."""

    async def invite(
        self, actor: Actor, conversation: str, employee: str, why: str, until: datetime | None
    ) -> Invitation:
        """Invite an employee.

        Raises:
            TaskNotAllowed: The task has ended, is not the actor's yet, or is theirs who are invited.
            InvitationRefused: There is no such employee, they cannot help now, are invited already, or enough
                others are.
        """

        async def step(task: Task) -> TaskChange | None:
            if task.state not in ACTIVE:
                raise TaskNotAllowed(task, "ended")
            if task.state != "assigned" and not actor.for_others:
                raise TaskNotAllowed(task, "not_assigned")
            if task.employee == employee and task.state == "assigned":
                raise TaskNotAllowed(task, "already_theirs")
            entry = await self._stores.employees.get(actor.brand, employee)
            now = self._clock.now_of(actor.brand)
            code = "unknown_employee" if entry is None else barred(entry, None, now)
            if code is not None:
                raise InvitationRefused(code)
            new = Invitation(employee, actor.employee, why, now, until, "open", now)
            return self._changed(actor, task, with_invitation(task.invitations, new), "invite")

        _, task = await self.run_step(actor, conversation, step)
        return task.invitations[-1]

    async def answer(self, actor: Actor, conversation: str, reply: Reply) -> Invitation:
        """Take the answer of who was invited; the same again changes nothing.

        Raises:
            UnknownTask: There is no such task.
            InvitationRefused: They were not invited, the invitation is over, or was answered otherwise.
        """

        async def attempt() -> Invitation:
            task = await self._stores.tasks.get(actor.brand, conversation)
            if task is None:
                raise UnknownTask
            after = answered(task.invitations, actor.employee, reply, self._clock.now_of(actor.brand))
            if after != task.invitations:
                await self._stores.tasks.commit([self._changed(actor, task, after, "answer")])
            return next(each for each in reversed(after) if each.employee == actor.employee)

        return await on_conflict(attempt)

    def _changed(self, actor: Actor, task: Task, invitations: tuple[Invitation, ...], verb: str) -> TaskChange:
        after = replace(task, invitations=invitations, version=task.version + 1)
        cause = cause_of(actor, task, verb)
        events = announce.invitations_changed(actor.brand, task, after, cause, self._clock.now_of(actor.brand))
        return TaskChange(actor.brand, task, after, events)
