"""A person is forgotten in every database of the house: no document of any service has a word or a name of theirs."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.local.api import Api
from deploy.local.state import LocalState
from tests.e2e.receiver import Receiver, receiver
from tests.e2e.rig import Brand, eventually, found_brand, words
from tests.e2e.slow_platform import SlowPlatform

ERASED = "inbox.conversation_erased.v1"
UNTIL_THE_LOG_FORGETS = {"emissions", "outbox", "idempotency"}
"""What is kept no longer than the log keeps it: see docs/adr/0102-a-contact-is-erased-in-place.md."""
COPIES = {"contacts", "conversations", "messages", "replies", "stories", "webhook_deliveries"}
TELLERS = 6


def kept(brand: Brand, *personal: str) -> set[tuple[str, str]]:
    """The collections, by database, of which a document has one of these words, as it is stored."""
    found = set()
    client: MongoClient[dict[str, Any]] = MongoClient(brand.state.mongo)
    with client:
        for database in set(client.list_database_names()) - {"admin", "config", "local"}:
            for name in set(client[database].list_collection_names()) - UNTIL_THE_LOG_FORGETS:
                documents = client[database][name].find({"brand": {"$in": [brand.id, None]}})
                if any(word in repr(each).lower() for each in documents for word in personal):
                    found.add((database.rpartition("_")[2], name))
    return found


def replied(employee: Api, conversation: str, text: str) -> None:
    """Take the conversation and answer it."""

    def its_offer() -> str | None:
        offers = employee.get("/v1/offers")["items"]
        return next((str(each["id"]) for each in offers if each["conversation"] == conversation), None)

    offer = eventually(its_offer, "the offer")
    epoch = employee.post(f"/v1/offers/{offer}/accept", {})["epoch"]
    employee.post(f"/v1/conversations/{conversation}/replies", {"text": text, "epoch": epoch})


def told_of(crm: Receiver, type_: str) -> list[dict[str, Any]]:
    """What the endpoint was told of one type."""
    events = [json.loads(each.body) for each in crm.received]
    return [each for each in events if each["type"] == type_]


def bring_in(brand: Brand, who: str, words_of_theirs: str) -> str:
    """A story that they began and others tell too, a sale of theirs; gives their conversation."""
    same = f"The app shows me the booking of {words_of_theirs} instead of mine since this morning, please look at it."
    brand.post(words(1, who, same))
    first = eventually(lambda: list(brand.every("/v1/conversations")), "the conversation")[0]
    brand.post([words(2 + n, f"teller-{n}", same.replace(words_of_theirs, "somebody")) for n in range(TELLERS)])
    sale = {"kind": "conversion", "external_id": "s-1", "contact": who, "amount_minor": 100, "currency": "EUR"}
    brand.post([{**sale, "at": first["opened_at"]}])
    eventually(lambda: brand.admin.get("/v1/stories")["items"], "the story")
    return str(first["id"])


@pytest.mark.timeout(180)
def test_nobody_has_a_word_of_a_person_who_is_forgotten(system: LocalState) -> None:
    tag = uuid.uuid4().hex[:10]
    who, theirs = f"marta{tag}", f"koffer{tag}"
    with SlowPlatform() as platform, receiver() as crm:
        platform.answering.set()
        brand = found_brand(system, f"{platform.url}/replies")
        brand.admin.post("/v1/webhook-endpoints", {"name": "CRM", "url": crm.url, "types": ["inbox.*"]})
        anna = Api(system.gateway, brand.hire("anna"))
        conversation = bring_in(brand, who, theirs)
        replied(anna, conversation, f"Dear {who}, we look into it, with {theirs}.")
        eventually(lambda: platform.taken, "the reply is out")
        eventually(lambda: {name for _, name in kept(brand, who, theirs)} >= COPIES, "the copies of their words")
        eventually(lambda: brand.counted("volume_in") == TELLERS + 1, "what is counted")
        counted = brand.counted("volume_in"), brand.ledger()["stored"]

        contact = brand.admin.get(f"/v1/conversations/{conversation}")["contact"]
        assert brand.admin.post(f"/v1/contacts/{contact}/erase", {})["erasure"]["by"] == f"ada-{brand.id}"
        eventually(lambda: told_of(crm, ERASED), "the endpoint is told")
        eventually(lambda: not kept(brand, who, theirs), f"no word is left of {kept(brand, who, theirs)}")
        assert (brand.counted("volume_in"), brand.ledger()["stored"]) == counted
        assert brand.admin.get(f"/v1/conversations/{conversation}")["status"] == "resolved"

        brand.post(words(100, who, "I am new here"))
        eventually(lambda: len(list(brand.every("/v1/conversations"))) == TELLERS + 2, "a conversation of somebody new")
        newest = next(iter(brand.every("/v1/conversations")))
        assert newest["contact"] != contact
