"""Random stories: whatever people do and events say, nobody comes to hold what their record bars them from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from contracts.crisis import PlaceRevoked
from contracts.inbox import GuidelineChanged
from services.routing.application.actor import NotTheirs, UnknownTask
from services.routing.domain.certificate import Certificate
from services.routing.domain.employee import Employee, Presence
from services.routing.domain.invitation import InvitationRefused
from services.routing.domain.task import Task, TaskNotAllowed
from tests.support.routing.acceptance_suite import acceptance
from tests.support.routing.builders import BRAND, NOON, an_employee, granted, stored
from tests.support.routing.guideline_suite import a_guideline
from tests.support.routing.leaving_suite import a_person
from tests.support.routing.rig import Rig, actor

PEOPLE = ("anna", "ben", "carl", "dora", "vera")
CONVERSATIONS = tuple(f"c{number}" for number in range(6))
REFUSALS = (TaskNotAllowed, NotTheirs, UnknownTask, InvitationRefused)


@dataclass(frozen=True, slots=True)
class Held:
    """Who is offered or holds a conversation, on which seat."""

    state: str
    employee: str
    seat: str


class RandomStory:
    """Chance acts on routing; the story keeps its own record of everybody, and judges each step by that alone."""

    def __init__(self, rig: Rig, seed: int) -> None:
        self.rig = rig
        self.chance = Random(seed)  # noqa: S311 - a story, not a secret
        self.version = 0
        self.barred = dict.fromkeys(PEOPLE, False)
        self.demanded: tuple[str, ...] | None = None  # topics that ask for the certificate; None: nothing does
        self.topics = {each: self.chance.choice(((), ("refund",))) for each in CONVERSATIONS}
        self.told: list[str] = []
        self.taken = 0
        self.late = False  # time has passed, and routing has not looked yet

    async def begin(self) -> None:
        """Enter everybody, and let half of the conversations come in."""
        seats = dict(zip(PEOPLE, (2, 1, 1, 0, 0), strict=True))
        await self.rig.staff(*(an_employee(each, seats=seats[each], volunteer=each == "vera") for each in PEOPLE))
        await self.rig.take_in(*(stored(each, topics=self.topics[each]) for each in CONVERSATIONS[:3]))

    async def run(self, steps: int) -> None:
        """Take so many steps, and judge what each of them left."""
        acts: tuple[Callable[[], Awaitable[str]], ...] = (
            *(self.match, self.accept, self.accept, self.come_back) * 2,
            *(self.hand_over, self.finish, self.invite, self.say_yes, self.message),
            *(self.certify, self.accept_guideline, self.demand, self.permit, self.report),
            *(self.grant, self.revoke, self.pass_time),
        )
        for _ in range(steps):
            before = await self.held()
            act = self.chance.choice(acts)
            try:
                self.told.append(await act())
            except REFUSALS as refusal:
                self.told.append(f"{act.__name__}: refused, {refusal}")
            await self.judge(before, await self.held())

    async def match(self) -> str:
        return f"matched {await self.rig.match()}"

    async def accept(self) -> str:
        offered = [(name, each) for name, each in (await self.held()).items() if each.state == "offered"]
        if not offered:
            return "nothing to accept"
        name, each = self.chance.choice(offered)
        task = await self.rig.task(name)
        by = each.employee if self.chance.random() < 0.8 else self.somebody()
        assert task.offer is not None
        await self.rig.commands.accept(actor(by), task.offer.id)
        assert by == each.employee, f"{by} accepted what {each.employee} was asked for"
        return f"{by} accepted {name}"

    async def hand_over(self) -> str:
        task, by, to = await self.a_task(), self.somebody(), self.somebody()
        if self.chance.random() < 0.5:
            given = await self.rig.commands.hand_over(
                actor("boss", for_others=True), task.conversation, task.epoch, to, "assign"
            )
            return f"the boss assigned {given.conversation} to {to}"
        await self.rig.commands.hand_over(actor(by), task.conversation, task.epoch, to, "transfer")
        assert (task.state, task.employee) == ("assigned", by), f"{by} handed over what {task.employee} holds"
        return f"{by} handed {task.conversation} over to {to}"

    async def finish(self) -> str:
        task, by = await self.a_task(), self.somebody()
        if self.chance.random() < 0.5 and task.employee is not None:
            by = task.employee
        what = self.chance.choice((self.rig.commands.complete, self.rig.commands.release))
        await what(actor(by), task.conversation, task.epoch)
        assert (task.state, task.employee) == ("assigned", by), f"{by} ended what {task.employee} holds"
        return f"{by} ended or released {task.conversation}"

    async def invite(self) -> str:
        task, by, to = await self.a_task(), self.somebody(), self.somebody()
        await self.rig.core.application.invitation_commands.invite(actor(by), task.conversation, to, "asked", None)
        assert (task.state, task.employee) == ("assigned", by), f"{by} invited to what {task.employee} holds"
        return f"{by} invited {to} to {task.conversation}"

    async def say_yes(self) -> str:
        task, who = await self.a_task(), self.somebody()
        await self.rig.core.application.invitation_commands.answer(actor(who), task.conversation, "accepted")
        return f"{who} will help with {task.conversation}"

    async def message(self) -> str:
        name = self.chance.choice(CONVERSATIONS)
        self.version += 1
        await self.rig.take_in(stored(name, 1 + self.version, topics=self.topics[name]))
        return f"a message in {name}"

    async def certify(self) -> str:
        who, now = self.somebody(), self.rig.clock.now()
        held = self.chance.choice(((), (Certificate("speak"),), (Certificate("speak", now + timedelta(seconds=90)),)))
        await self.rig.employees.change(BRAND, who, lambda each: replace(each, certificates=held))
        return f"{who} holds {held}"

    async def accept_guideline(self) -> str:
        who = self.somebody()
        self.version += 1
        self.barred[who] = self.chance.random() < 0.3
        await self.rig.take_in(acceptance(who, may_answer=not self.barred[who], version=self.version))
        return f"{who} is barred: {self.barred[who]}"

    async def demand(self) -> str:
        self.version += 1
        self.demanded = self.chance.choice((None, ("refund",), ()))
        none = GuidelineChanged(
            id=f"guideline-{self.version}",
            brand=BRAND,
            subject="guideline",
            version=self.version,
            at=NOON,
            certificates=(),
        )
        asked = none if self.demanded is None else a_guideline(self.version, topics=self.demanded)
        await self.rig.take_in(asked)
        return f"the certificate is demanded for {self.demanded}"

    async def permit(self) -> str:
        who = self.somebody()
        self.version += 1
        changed = a_person(who, self.version, may_work=self.chance.random() < 0.7)
        await self.rig.core.on_directory([changed.model_copy(update={"active": self.chance.random() < 0.8})])
        return f"{who} may work: {changed.may_work}"

    async def report(self) -> str:
        presences: tuple[Presence, ...] = ("online", "away", "offline")
        who, presence = self.somebody(), self.chance.choice(presences)
        await self.rig.core.application.presence_commands.report(BRAND, who, presence)
        return f"{who} is {presence}"

    async def come_back(self) -> str:
        who = self.somebody()
        await self.rig.core.application.presence_commands.report(BRAND, who, "online")
        return f"{who} is there"

    async def grant(self) -> str:
        self.version += 1
        who, until = self.somebody(), self.rig.clock.now() + timedelta(seconds=200)
        event = granted(who, until, seats=1).model_copy(update={"id": f"grant-{self.version}"})
        await self.rig.crisis(event)
        return f"{who} has a place"

    async def revoke(self) -> str:
        who = self.somebody()
        self.version += 1
        finish_by = self.rig.clock.now() + timedelta(seconds=60) if self.chance.random() < 0.5 else None
        event = PlaceRevoked(
            id=f"revoke-{self.version}",
            brand=BRAND,
            subject="inc1",
            at=NOON,
            incident="inc1",
            employee=who,
            reason="withdrawn",
            finish_by=finish_by,
        )
        await self.rig.crisis(event)
        return f"{who} has no place any more"

    async def pass_time(self) -> str:
        self.rig.clock.advance(self.chance.choice((1, 20, 100)))
        self.late = self.chance.random() < 0.3
        if not self.late:
            await self.rig.core.overdue.turn(BRAND)
            await self.nobody_keeps_what_they_had_to_give_back()
        return "time passed"

    def somebody(self) -> str:
        """Give one of the people."""
        return self.chance.choice(PEOPLE)

    async def a_task(self) -> Task:
        """Give one of the tasks, one that somebody holds where there is any."""
        tasks = [task for task in await self.tasks() if task.state == "assigned"] or await self.tasks()
        return self.chance.choice(tasks)

    async def tasks(self) -> list[Task]:
        """Give all tasks."""
        found = [await self.rig.stores.tasks.get(BRAND, each) for each in CONVERSATIONS]
        return [each for each in found if each is not None]

    async def held(self) -> dict[str, Held]:
        """Give who is offered or holds what."""
        return {
            task.conversation: Held(task.state, task.assignee.employee, task.assignee.seat)
            for task in await self.tasks()
            if task.assignee is not None
        }

    async def judge(self, before: dict[str, Held], after: dict[str, Held]) -> None:
        """Fail where somebody came to something that their record does not allow, or two share a seat."""
        seats = [each.seat for each in after.values()]
        assert len(seats) == len(set(seats)), self.so_far("two conversations on one seat")
        for conversation, held in after.items():
            if before.get(conversation) == held:
                continue
            entry = await self.rig.stores.employees.get(BRAND, held.employee)
            assert entry is not None
            why = None if self.late and held.state == "offered" else self.lacks(conversation, held, entry)
            assert why is None, self.so_far(f"{held} of {conversation}, but {held.employee} {why}")
            self.taken += held.state == "assigned"

    def lacks(self, conversation: str, held: Held, entry: Employee) -> str | None:
        """What should have kept an employee from being offered or given a conversation; None: nothing."""
        now = self.rig.clock.now()
        on_place = ":" in held.seat and "/invited:" not in held.seat
        if self.barred[entry.id] or not entry.may_answer:
            return "has not accepted the guideline"
        if not entry.active:
            return "is not active"
        if not entry.permitted and not on_place:
            return "may not work"
        asked = self.demanded is not None and set(self.demanded) <= set(self.topics[conversation])
        if on_place and not any(place.closed is None and place.until > now for place in entry.places):
            return "has no place any more"
        if asked and not any(each.expires_at is None or each.expires_at > now for each in entry.certificates):
            return "lacks the certificate"
        return None

    async def nobody_keeps_what_they_had_to_give_back(self) -> None:
        """Fail where, after a turn, somebody holds what their record says they had to give back."""
        for conversation, held in (await self.held()).items():
            entry = await self.rig.stores.employees.get(BRAND, held.employee)
            assert entry is not None
            gone = not entry.active or not entry.may_answer or entry.presence == "offline"
            assert not gone, self.so_far(f"{held.employee} keeps {conversation} after a turn")

    def so_far(self, what: str) -> str:
        """Give a complaint with the last steps that led to it."""
        return "\n".join((what, *self.told[-12:]))


async def nobody_holds_what_their_record_bars(rig: Rig, seed: int, steps: int) -> None:
    """Play a story to its end."""
    story = RandomStory(rig, seed)
    await story.begin()
    await story.run(steps)
    assert story.taken, "nobody took anything: the story shows nothing"
