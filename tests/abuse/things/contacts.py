"""Contacts, who are known or forgotten."""

from __future__ import annotations

from tests.abuse.states import Command, Stage, Thing, states
from tests.abuse.things.answering import CONVERSATION


def _known(stage: Stage) -> str:
    conversation = CONVERSATION.made["open"](stage)
    return f"/v1/contacts/{stage.brand.admin.get(conversation)['contact']}"


def _erased(stage: Stage) -> str:
    return stage.give(_known(stage), "erase")


def _state(stage: Stage, at: str) -> str:
    return "known" if stage.brand.admin.get(at)["erasure"] is None else "erased"


CONTACT = Thing(
    "contact",
    {"known": _known, "erased": _erased},
    {"erase": Command("{at}/erase", states("known"))},
    CONVERSATION.prepare,
    _state,
)

THINGS = [CONTACT]
