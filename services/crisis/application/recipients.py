"""Whom a level reaches now: its people, who is on call in its rotations, who has its roles, and its webhooks."""

from __future__ import annotations

from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.escalation import MOST_PAGED, EscalationLevel
from services.crisis.domain.escalation_webhook import EscalationWebhook
from services.crisis.domain.rotation import on_call


async def recipients(unit: UnitOfWork, level: EscalationLevel) -> list[str]:
    """The people to page, each once, at most MOST_PAGED; who has left the company is passed over."""

    def is_there(person: str) -> bool:
        return not unit.people.has_left(unit.brand, person)

    rotations = {each.id: each for each in await unit.store.rotations.many(level.rotations)} if level.rotations else {}
    called = [on_call(rotations[id_], unit.now, is_there) for id_ in level.rotations if id_ in rotations]
    holders = [person for role in level.roles for person in unit.people.with_role(unit.brand, role)]
    found = dict.fromkeys([*level.persons, *(person for person in called if person is not None), *holders])
    return [person for person in found if is_there(person)][:MOST_PAGED]


async def called_webhooks(unit: UnitOfWork, level: EscalationLevel) -> list[EscalationWebhook]:
    """The webhooks to call, each once; one that was removed since the escalation began is passed over."""
    if not level.webhooks:
        return []
    there = {each.id: each for each in await unit.store.escalation_webhooks.all()}
    return [there[id_] for id_ in dict.fromkeys(level.webhooks) if id_ in there]
