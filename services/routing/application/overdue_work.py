"""Overdue work of a brand: offers time out, requirements relax, rules move tasks, claims of dead processes end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import VersionConflict
from contracts.ids import derived_id
from services.routing import events as announce
from services.routing.application import metrics
from services.routing.application.certification import tokens_held
from services.routing.application.changes import TaskChange
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.joined_audiences import JoinedAudiences
from services.routing.application.ports import Stores
from services.routing.application.renewals import Renewals
from services.routing.application.returned_work import ReturnedWork
from services.routing.application.silent_work import SilentWork
from services.routing.domain.intake import held_against, place_anew
from services.routing.domain.invitation import expired
from services.routing.domain.task_steps import close_offer, relax_requirements

BATCH = 500  # tasks of each kind in one turn; the next turn takes the rest


class OverdueWork:
    """One turn over a brand; any number of processes may take turns at the same brand."""

    def __init__(
        self,
        stores: Stores,
        employees: EmployeeCommands,
        returned: ReturnedWork,
        silent: SilentWork,
        renewals: Renewals,
        joined: JoinedAudiences,
        clock: Clock,
        look: Callable[[str], None],
        *,
        claim_seconds: float,
    ) -> None:
        """Build from what each turn goes through.

        `look` asks the matcher for a run; `claim_seconds` is how old a claim without its task counts as left behind:
        longer than a transaction takes.
        """
        self._stores = stores
        self._tasks = stores.tasks
        self._seats = stores.seats
        self._rules = stores.rules
        self._employees = employees
        self._returned = returned
        self._silent = silent
        self._renewals = renewals
        self._joined = joined
        self._clock = clock
        self._look = look
        self._claim_seconds = claim_seconds

    async def turn(self, brand: str) -> None:
        """Do all that is due, then let the matcher look."""
        await self.time_out_offers(brand)
        await self.relax(brand)
        await self.place_anew(brand)
        await self.ask_anew(brand)
        await self.end_invitations(brand)
        await self.reconcile(brand)
        await self._renewals.turn(brand, BATCH)
        await self._joined.turn(brand)
        await self._employees.pass_time(brand, BATCH)
        await self._returned.take_back(brand)
        await self._silent.take_back(brand)
        self._look(brand)

    async def time_out_offers(self, brand: str) -> int:
        """Close offers without an answer in time; returns how many."""
        now, rules = self._clock.now_of(brand), await self._rules.rules(brand)
        changes = []
        for task in await self._tasks.offers_over(brand, now, BATCH):
            if task.offer is None:
                continue
            after = close_offer(task, rules.queue(task.placement.queue), "timed_out", now)
            cause = derived_id(brand, "timed_out", task.offer.id)
            event = announce.offer_closed(brand, task, after, "timed_out", cause, now)
            changes.append(TaskChange(brand, task, after, [event], frees=task.assignee))
        done = await self._commit(changes)
        metrics.TIMED_OUT.inc(done)
        return done

    async def relax(self, brand: str) -> int:
        """Apply the steps that waiting time has reached; returns how many tasks changed."""
        now, rules = self._clock.now_of(brand), await self._rules.rules(brand)
        due = await self._tasks.step_due(brand, now, BATCH)
        return await self._commit(
            [TaskChange(brand, task, relax_requirements(task, rules.queue(task.placement.queue), now)) for task in due]
        )

    async def place_anew(self, brand: str) -> int:
        """Put waiting tasks where the present rules and crisis want them; returns how many were looked at."""
        now, rules = self._clock.now_of(brand), await self._rules.rules(brand)
        present = rules.circumstances
        changes = []
        for task in await self._tasks.placed_otherwise(brand, "waiting", present, BATCH):
            outcome = place_anew(task, rules, now)
            if outcome.after is None:
                continue
            events = []
            if outcome.effect == "requeued":
                cause = derived_id(brand, "placed", task.conversation, str(task.version), present)
                events = [announce.queued(brand, outcome.after, cause, now, again=True)]
            changes.append(TaskChange(brand, task, outcome.after, events))
        return await self._commit(changes)

    async def ask_anew(self, brand: str) -> int:
        """Withdraw open offers to who lacks what the guideline asks by now; returns how many."""
        now, rules = self._clock.now_of(brand), await self._rules.rules(brand)
        kept, withdrawn = [], []
        for task in await self._tasks.placed_otherwise(brand, "offered", rules.circumstances, BATCH):
            held = await tokens_held(self._stores, brand, task.employee or "", now)
            outcome = held_against(task, rules, held, now)
            if outcome.after is None:
                continue
            if outcome.effect == "noted":
                kept.append(TaskChange(brand, task, outcome.after))
                continue
            cause = derived_id(brand, "withdrawn", task.conversation, str(task.version))
            event = announce.offer_closed(brand, task, outcome.after, "withdrawn", cause, now)
            withdrawn.append(TaskChange(brand, task, outcome.after, [event], frees=task.assignee))
        await self._commit(kept)
        done = await self._commit(withdrawn)
        metrics.WITHDRAWN.inc(done)
        return done

    async def end_invitations(self, brand: str) -> int:
        """End invitations whose time is over; returns of how many tasks."""
        now, changes = self._clock.now_of(brand), []
        for task in await self._tasks.invitations_over(brand, now, BATCH):
            after = replace(task, invitations=expired(task.invitations, now), version=task.version + 1)
            cause = derived_id(brand, "invitation_over", task.conversation, str(task.version))
            events = announce.invitations_changed(brand, task, after, cause, now)
            changes.append(TaskChange(brand, task, after, events))
        return await self._commit(changes)

    async def reconcile(self, brand: str) -> int:
        """Release seats that were claimed for a task which was never written; returns how many."""
        before = self._clock.now() - timedelta(seconds=self._claim_seconds)
        abandoned = await self._seats.abandoned_claims(brand, before, BATCH)
        for seat, claim in abandoned:
            await self._seats.release(brand, [seat], claim)
        metrics.RECONCILED.inc(len(abandoned))
        return len(abandoned)

    async def _commit(self, changes: Sequence[TaskChange]) -> int:
        """Write all at once, or one by one where another writer changed one of them meanwhile."""
        try:
            await self._tasks.commit(changes)
        except VersionConflict:
            done = 0
            for change in changes:
                try:
                    await self._tasks.commit([change])
                    done += 1
                except VersionConflict:
                    continue
            return done
        return len(changes)
