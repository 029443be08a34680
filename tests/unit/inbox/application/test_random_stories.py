"""Random stories: whatever people do and events say, nothing leaves that the guideline in force bars."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from channels.sending import OutcomeUnknown, RetryLater, SendFailed
from chassis.auth import Principal
from chassis.messaging.testing import a_delivery
from services.inbox.application.errors import GuidelineRefuses, Unknown
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.domain.approval import NotApprover
from services.inbox.domain.assignment import NotAssignee
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.reply import OwnReply
from tests.support.inbox.events import BRAND, a_message, an_assignment, an_employee
from tests.unit.inbox.application.rig import Rig, a_person

PEOPLE = {name: a_person(name) for name in ("anna", "ben", "leo", "eva")}
LAWYERS = ("leo",)
CONTACTS = ("jan", "piet", "kees")
WORDS = ("We look into it now.", "That is a lie, and we look into it.")
BLOCKED = {"term": "lie", "why": "Nobody lies"}
CERTIFIED = {"id": "speakers", "certificate": "speak", "applies": {}, "why": "Who answers has learnt how"}
FOUR_EYES = {"id": "all", "applies": {}, "why": "Two people look at everything today"}
LEGAL = {**FOUR_EYES, "stages": [{"approvers": {"departments": ["legal"]}}]}
SILENCE = {"id": "quiet", "applies": {}, "why": "Legal speaks"}
REFUSALS = (GuidelineRefuses, Unknown, NotApprover, NotAssignee, StateNotAllowed, OwnReply)


class RandomStory:
    """Chance acts on the inbox; the story keeps its own record, and judges what leaves by that alone."""

    def __init__(self, rig: Rig, seed: int) -> None:
        self.rig = rig
        self.chance = Random(seed)  # noqa: S311 - a story, not a secret
        self.number = 0
        self.holder: dict[str, str] = {}
        self.held: dict[str, tuple[datetime | None] | None] = dict.fromkeys(PEOPLE)  # the end of a certificate
        self.agreed: dict[str, set[str]] = {}
        self.asked: list[str] = []
        self.asks_certificate = self.blocks = self.silent = False
        self.approvals: str | None = None
        self.left = 0
        self.told: list[str] = []

    async def begin(self) -> None:
        """Let everybody be there and every contact write, and let one reply leave that nothing bars."""
        for name in PEOPLE:
            await self.certify(name)
        for contact in CONTACTS:
            await self.write(contact)
        await self.assign()
        ((conversation, who),) = self.holder.items()
        await self.rig.inbox.replies.request(self.caller(who), conversation, ReplyDraft(WORDS[0]), None, "r0")
        self.asked.append("r0")
        await self.rig.send_due()
        assert len(self.rig.channel.sent) == 1

    async def run(self, steps: int) -> None:
        """Take so many steps, and judge what leaves in each."""
        acts: tuple[Callable[[], Awaitable[str]], ...] = (
            *(self.request, self.request, self.approve, self.send) * 3,
            *(self.write, self.assign, self.certify, self.retry, self.withdraw, self.reject, self.rule, self.wait),
        )
        for _ in range(steps):
            act = self.chance.choice(acts)
            try:
                self.told.append(await act())
            except REFUSALS as refusal:
                self.told.append(f"{act.__name__}: {type(refusal).__name__}")
            self.judge()

    async def write(self, contact: str | None = None) -> str:
        self.number += 1
        contact = contact or self.chance.choice(CONTACTS)
        await self.rig.take(a_message(str(self.number), contact=contact, at=self.rig.clock.now()))
        return f"{contact} writes"

    async def assign(self) -> str:
        self.number += 1
        conversation, who = self.chance.choice(self.rig.conversations).id, self.somebody()
        await self.rig.routing([a_delivery(an_assignment(conversation, who, self.number))])
        self.holder[conversation] = who
        return f"{who} holds it"

    async def certify(self, who: str | None = None) -> str:
        self.number += 1
        who, soon = who or self.somebody(), self.rig.clock.now() + timedelta(seconds=40)
        self.held[who] = self.chance.choice((None, (None,), (soon,)))
        until: dict[str, Any] = {} if self.held[who] is None else {"speak": self.held[who][0]}  # type: ignore[index]
        department = "legal" if who in LAWYERS else "care"
        event = an_employee(who, self.number, **until).model_copy(update={"department": department})
        await self.rig.routing([a_delivery(event)])
        return f"{who} holds a certificate: {self.held[who]}"

    async def request(self) -> str:
        self.number += 1
        conversation, who, id_ = self.chance.choice(self.rig.conversations).id, self.somebody(), f"r{self.number}"
        who = self.holder.get(conversation, who) if self.chance.random() < 0.7 else who
        draft = ReplyDraft(self.chance.choice(WORDS))
        await self.rig.inbox.replies.request(self.caller(who), conversation, draft, None, id_)
        self.asked.append(id_)
        assert self.holder.get(conversation) == who, f"{who} replied to what {self.holder.get(conversation)} holds"
        return f"{who} asked for {id_}"

    async def approve(self) -> str:
        who, id_ = self.chance.choice((*PEOPLE, *LAWYERS, *LAWYERS)), self.some_reply()
        before = self.rig.store.stored_replies.get((BRAND, id_))
        await self.rig.inbox.approvals.approve(self.caller(who), id_, None)
        assert before is not None
        assert before.author != who, f"{who} approved their own reply"
        self.agreed.setdefault(id_, set()).add(who)
        return f"{who} approved {id_}"

    async def reject(self) -> str:
        who, id_ = self.somebody(), self.some_reply()
        await self.rig.inbox.approvals.reject(self.caller(who), id_, None)
        return f"{who} rejected {id_}"

    async def withdraw(self) -> str:
        who, id_ = self.somebody(), self.some_reply()
        await self.rig.inbox.replies.withdraw(self.caller(who), id_, None)
        author = self.rig.store.stored_replies[BRAND, id_].author
        assert author == who, f"{who} withdrew what {author} wrote"
        return f"{who} withdrew {id_}"

    async def retry(self) -> str:
        who, id_ = self.somebody(), self.some_reply()
        await self.rig.inbox.replies.retry(self.caller(who), id_, None)
        return f"{who} retried {id_}"

    async def send(self) -> str:
        outcome = self.chance.choice((None, None, SendFailed("refused"), RetryLater(5, "busy"), OutcomeUnknown("cut")))
        self.rig.channel.results = [outcome] if outcome else []
        return f"sent {await self.rig.send_due()}"

    async def rule(self) -> str:
        self.asks_certificate, self.blocks = self.chance.random() < 0.5, self.chance.random() < 0.5
        self.silent = self.chance.random() < 0.2
        self.approvals = self.chance.choice((None, "anybody", "legal"))
        await self.rig.rule(
            certificates=[CERTIFIED] if self.asks_certificate else [],
            blocked_terms=[BLOCKED] if self.blocks else [],
            silences=[SILENCE] if self.silent else [],
            approvals={None: [], "anybody": [FOUR_EYES], "legal": [LEGAL]}[self.approvals],
        )
        rules = f"certificate {self.asks_certificate}, term {self.blocks}, silence {self.silent}, {self.approvals}"
        return f"the guideline asks: {rules}"

    async def wait(self) -> str:
        self.rig.clock.advance(self.chance.choice((1, 20, 120)))
        return "time passed"

    def somebody(self) -> str:
        """Give one of the people."""
        return self.chance.choice(tuple(PEOPLE))

    def caller(self, who: str) -> Principal:
        """Give who calls."""
        return PEOPLE[who]

    def some_reply(self) -> str:
        """Give a reply that waits for something where there is one, else any, or one that never was."""
        waiting = [
            each
            for each in self.asked
            if self.rig.store.stored_replies[BRAND, each].state in {"awaiting_approval", "failed", "unknown"}
        ]
        return self.chance.choice(waiting or self.asked or ["never"])

    def judge(self) -> None:
        """Fail where something left that must not."""
        for sent in self.rig.channel.sent[self.left :]:
            reply = self.rig.store.stored_replies[BRAND, sent.key]
            why = self.bars(reply.id, reply.author, sent.text)
            assert why is None, "\n".join((f"{reply.id} of {reply.author} left: {why}", *self.told[-12:]))
        self.left = len(self.rig.channel.sent)

    def bars(self, id_: str, author: str, text: str) -> str | None:
        """What should have kept a reply from leaving; None: nothing."""
        if self.silent:
            return "this is not answered"
        if self.blocks and "lie" in text:
            return "it has a blocked term"
        held, agreed = self.held[author], self.agreed.get(id_, set()) - {author}
        if self.asks_certificate and (held is None or (held[0] is not None and held[0] <= self.rig.clock.now())):
            return "its author lacks the certificate"
        if self.approvals == "anybody" and not agreed:
            return "nobody else agreed"
        if self.approvals == "legal" and not agreed.intersection(LAWYERS):
            return "no lawyer agreed"
        return None


@pytest.mark.parametrize("seed", range(60, 100))
async def test_nothing_leaves_that_the_guideline_in_force_does_not_let_out(rig: Rig, seed: int) -> None:
    story = RandomStory(rig, seed)
    await story.begin()
    await story.run(200)
