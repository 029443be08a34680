"""A contact is forgotten on a real MongoDB: no document has anything personal left, and nothing is scanned for it."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database

from contracts.channel import ContactSeen
from contracts.inbox import ConversationErased
from services.inbox.application.erasures import LAST_LOOK
from services.inbox.application.queries import Filters
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.application.timers import ERASURE_TIMER
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.persistence.erasures import MongoErasures
from tests.integration.inbox.rig import Rig, a_person
from tests.integration.inbox.test_no_scan import MARGIN, examining_at_most
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, an_edit, an_integration

ANNA, KIM = a_person("anna"), a_person("kim", BRAND, "contacts:erase")
PERSONAL = ("marta", "vuelo", "koffer", "we look into it")
UNTIL_THE_LOG_FORGETS = {"emissions", "outbox"}
"""What a redelivered record publishes again, and what waits to be published: kept no longer than the log keeps it."""
OTHERS = 30


def left(database: Database[dict[str, Any]]) -> set[tuple[str, str]]:
    """Personal words by the collection that has them, looked for in every document as it is stored."""
    names = [each for each in database.list_collection_names() if each not in UNTIL_THE_LOG_FORGETS]
    return {
        (name, word)
        for name in names
        for document in database[name].find()
        for word in PERSONAL
        if word in repr(document).lower()
    }


async def talked(rig: Rig) -> str:
    """A contact of two ids with a conversation of two messages, a file, an edit and a reply; beside them a crowd."""
    marta = ContactSeen(external_id="marta-1", also_known_as=("marta-2",), name="Marta Vuelo", handle="@marta")
    first = a_message("1", text="My koffer is lost, please help me?", subject_line="Koffer", quoted="Your koffer")
    file = {"kind": "image", "url": "https://files.test/koffer.png", "name": "koffer.png"}
    first = type(first).model_validate(
        {**first.model_dump(), "contact": marta, "attachments": [file], "thread": "marta-t"}
    )
    await rig.take(first, an_edit("1", "My koffer is lost!", at=NOON + minutes(1)))
    conversation = await rig.only_conversation()
    await rig.assign(conversation)
    await rig.core.application.replies.request(
        ANNA, conversation, ReplyDraft("Sorry Marta, we look into it now."), None, "r1"
    )
    await rig.due("reply_send")
    second = a_message("2", text="And the koffer?", at=NOON + minutes(5))
    await rig.take(second.model_copy(update={"contact": marta, "thread": "marta-t"}))
    await rig.take(*[a_message(f"other-{n}", contact=f"person-{n}") for n in range(OTHERS)])
    rig.clock.advance(600)
    return conversation


async def contact_of(rig: Rig, conversation: str) -> str:
    record = await rig.core.application.unit.conversation(BRAND, conversation)
    assert record is not None
    return record.conversation.contact


async def erased(rig: Rig, conversation: str) -> None:
    """Erase the contact of a conversation to the end."""
    await rig.core.application.erasures.begin(KIM, await contact_of(rig, conversation))
    while await rig.due(ERASURE_TIMER):
        pass
    rig.clock.advance(LAST_LOOK.total_seconds())
    while await rig.due(ERASURE_TIMER):
        pass


async def test_no_document_has_anything_personal_left(rig: Rig, mongo_database: Database[dict[str, Any]]) -> None:
    conversation = await talked(rig)
    assert {name for name, _ in left(mongo_database)} == {"contacts", "conversations", "messages", "replies"}
    await erased(rig, conversation)
    assert left(mongo_database) == set()
    (said,) = [each for each in await rig.told() if isinstance(each, ConversationErased)]
    assert said.conversation.id == conversation
    assert len(await rig.conversations()) == OTHERS + 1
    assert {each["text"] for each in await rig.messages()} == {"", "My flight is cancelled, please help me?"}


async def test_it_is_found_by_no_word_and_reads_as_erased(rig: Rig) -> None:
    conversation = await talked(rig)
    await erased(rig, conversation)
    application = rig.core.application
    for words in ("koffer", "marta"):
        assert await application.queries.conversations(BRAND, Filters(q=words), "opened", None, 10) == []
    record = await application.unit.conversation(BRAND, conversation)
    assert record is not None
    assert (record.summary.preview, record.summary.contact_name) == ("", None)
    assert record.conversation.status == "resolved"
    with pytest.raises(StateNotAllowed):
        await application.conversations.reopen(ANNA, conversation, None)
    reply = await application.unit.reply(BRAND, "r1")
    assert reply is not None
    assert (reply.state, reply.text) == ("sent", "")


async def test_an_edit_of_before_brings_nothing_back(rig: Rig, mongo_database: Database[dict[str, Any]]) -> None:
    conversation = await talked(rig)
    await erased(rig, conversation)
    await rig.take(an_edit("2", "The koffer is found", at=NOON + minutes(6)))
    assert left(mongo_database) == set()


async def test_two_processes_take_the_same_step(rig: Rig, mongo_database: Database[dict[str, Any]]) -> None:
    conversation = await talked(rig)
    await rig.core.application.erasures.begin(KIM, await contact_of(rig, conversation))
    other = await rig.another()
    await other.directory.on_events([an_integration()])
    while await rig.due(ERASURE_TIMER) + await rig.due(ERASURE_TIMER, other):
        pass
    assert left(mongo_database) == set()
    assert len([each for each in await rig.told() if isinstance(each, ConversationErased)]) == 1


async def test_what_is_left_is_asked_for_in_an_index(rig: Rig, mongo_database: Database[dict[str, Any]]) -> None:
    conversation = await talked(rig)
    contact = await contact_of(rig, conversation)
    store = MongoErasures(rig.mongo)
    async with examining_at_most(mongo_database, 2 + MARGIN):
        found = await store.conversations(BRAND, [contact], 20)
    assert found == [conversation]
    async with examining_at_most(mongo_database, 4 + MARGIN):
        remains = await store.remains(BRAND, conversation, 100)
    assert (len(remains.messages), len(remains.replies)) == (3, 1)
