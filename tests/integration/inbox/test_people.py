"""A person under several ids, read back through the lists of the API."""

from __future__ import annotations

from contracts.channel import ContactSeen
from services.inbox.application.queries import Filters
from tests.integration.inbox.rig import Rig
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message

NUMBER, USER_ID = "31600000001", "NL.1349120865530274"


async def test_every_record_of_a_person_shows_the_contact_with_all_conversations(rig: Rig) -> None:
    people = [
        ContactSeen(external_id=USER_ID),
        ContactSeen(external_id=NUMBER),
        ContactSeen(external_id=NUMBER, also_known_as=(USER_ID,)),
    ]
    for n, person in enumerate(people):
        await rig.take(a_message(str(n), at=NOON + minutes(n)).model_copy(update={"contact": person}))
    queries = rig.core.application.queries
    listed = await queries.conversations(BRAND, Filters(), "opened", None, 10)
    ids = {record.conversation.contact for record in listed}
    shown = [await queries.contact(BRAND, id_) for id_ in ids]
    assert len(ids) == len(listed) == 2
    assert shown[0] == shown[1]
    assert shown[0] is not None
    contact, conversations = shown[0]
    assert set(contact.external_ids) == {NUMBER, USER_ID}
    assert set(conversations) == {record.conversation.id for record in listed}
    for id_ in ids:
        assert len(await queries.conversations(BRAND, Filters(contact=id_), "opened", None, 10)) == 2
    assert await queries.conversations(BRAND, Filters(contact="nobody"), "opened", None, 10) == []
