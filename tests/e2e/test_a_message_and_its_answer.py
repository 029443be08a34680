"""From a platform's own payload to an employee and back, for each channel; repeats and races change nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Any

from deploy.demo.cast import Company, create_company
from deploy.demo.platform import Platform
from deploy.demo.sender import delivery
from deploy.demo.traffic import DemoPost
from deploy.local.api import Api, ApiError
from deploy.local.state import LocalState
from tests.e2e.rig import Brand, ask, eventually, words

CHANNELS = ("x", "messenger", "whatsapp", "email", "generic")


def _speak(system: LocalState, company: Company) -> None:
    """One person writes on each channel, as the platform would bring it."""
    for number, channel in enumerate(CHANNELS):
        text = f"My suitcase did not arrive with flight MU{number}01. What do I do now?"
        post = DemoPost(number, 0.0, channel, "en", f"writer{number}", 100, text, None)
        given = delivery(post, company.integrations[channel], company.brand)
        answer = ask(system.gateway, "POST", given.path, body=given.body, headers=given.headers)
        assert answer.status == 202, (channel, answer.body)


def _take_offers(system: LocalState, company: Company, taken: dict[str, tuple[Api, int]]) -> bool:
    """Every agent on shift accepts what is offered to them; true when all channels are served."""
    for member in (each for each in company.members.values() if not each.volunteer):
        own = Api(system.gateway, member.key)
        for offer in own.get("/v1/offers")["items"]:
            held = own.post(f"/v1/offers/{offer['id']}/accept", {})
            taken[offer["conversation"]] = own, held["epoch"]
    return len(taken) >= len(CHANNELS)


def _reply(own: Api, conversation: str, epoch: int) -> dict[str, Any] | None:
    """Answer a conversation; None while the inbox has not heard yet who holds it."""
    try:
        text = f"We are looking for it, case {conversation}."
        made: dict[str, Any] = own.post(f"/v1/conversations/{conversation}/replies", {"text": text, "epoch": epoch})
    except ApiError as refusal:
        if refusal.status != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        return None
    return made


def test_a_message_of_each_channel_reaches_an_employee_whose_reply_reaches_the_platform_once(
    system: LocalState, platform: Platform
) -> None:
    name = f"e2e-five-{platform.smtp_port}"
    company = create_company(system, name, platform, 1, lambda _: None)
    taken: dict[str, tuple[Api, int]] = {}

    _speak(system, company)
    eventually(lambda: _take_offers(system, company, taken), "an offer for each channel")
    replies = [
        eventually(partial(_reply, own, conversation, epoch), "the word of who holds the conversation")
        for conversation, (own, epoch) in taken.items()
    ]
    eventually(lambda: platform.delivered >= len(CHANNELS), "the replies")

    def states() -> set[str]:
        return {company.administrator.get(f"/v1/replies/{reply['id']}")["state"] for reply in replies}

    eventually(lambda: states() <= {"sent", "delivered", "read"}, "every reply recorded as sent")
    listed = company.administrator.get("/v1/conversations")["items"]
    assert sorted(each["channel"] for each in listed) == sorted(CHANNELS)
    assert set(platform.received.values()) == {1}
    assert platform.delivered == len(CHANNELS)


def test_the_same_batch_posted_twice_changes_nothing(brand: Brand) -> None:
    batch = [words(number, f"person-{number % 20}") for number in range(50)]

    first = brand.post(batch)
    assert first.status == 202, first.body
    eventually(lambda: brand.ledger()["stored"] == 50, "the whole batch")
    eventually(lambda: brand.counted("volume_in") == 50, "the whole batch in the numbers")
    before = {each["id"]: each["inbound"] for each in brand.every("/v1/conversations")}
    assert len(before) == 20
    messages = {name: _messages(brand, name) for name in before}

    second = brand.post(batch)
    assert second.body == first.body
    total = eventually(lambda: _with_duplicates(brand, 50), "the duplicates in the ledger")

    assert {each["id"]: each["inbound"] for each in brand.every("/v1/conversations")} == before
    assert {name: _messages(brand, name) for name in before} == messages
    assert (total["received"], total["stored"], total["difference"]) == (100, 50, 0)
    assert brand.counted("volume_in") == 50


def _with_duplicates(brand: Brand, count: int) -> dict[str, int] | None:
    total = brand.ledger()
    return total if total["duplicate"] == count else None


def _messages(brand: Brand, conversation: str) -> list[str]:
    return [each["id"] for each in brand.every(f"/v1/conversations/{conversation}/messages")]


def test_who_posts_is_told_what_was_there_already_when_they_ask(brand: Brand) -> None:
    first, second = words(1), words(2)
    assert brand.post([first]).status == HTTPStatus.ACCEPTED
    eventually(lambda: brand.inbound() == 1, "the message")
    asked = {"prefer": "return=representation"}

    told = brand.post([first, {**first, "text": "Something else."}, second, second], headers=asked)

    assert told.headers["preference-applied"] == "return=representation"
    assert [each["outcome"] for each in told.json()["results"]] == ["duplicate", "conflict", "new", "duplicate"]
    assert "outcome" not in brand.post([first]).json()["results"][0]


def test_sixteen_first_messages_at_once_make_one_conversation_with_one_owner(brand: Brand) -> None:
    keys = [brand.hire(name) for name in ("anna", "bram", "carla")]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: brand.post(words(number, "newcomer")), range(16)))
    assert {answer.status for answer in answers} == {202}
    eventually(lambda: brand.inbound() == 16, "all sixteen messages")

    (conversation,) = brand.every("/v1/conversations")
    (offer,) = eventually(lambda: _offers(brand, keys), "an offer")
    with ThreadPoolExecutor(6) as pool:
        path = f"/v1/offers/{offer['id']}/accept"
        tried = list(pool.map(lambda key: ask(brand.state.gateway, "POST", path, key=key, body={}), keys * 2))
    assert 200 in {answer.status for answer in tried}
    (task,) = brand.every("/v1/tasks")
    assert task["conversation"] == conversation["id"]
    assert task["state"] == "assigned"
    assert task["employee"] == offer["employee"]
    eventually(lambda: _holder(brand) == offer["employee"], "the owner beside the conversation")


def _offers(brand: Brand, keys: list[str]) -> list[dict[str, Any]]:
    return [offer for key in keys for offer in Api(brand.state.gateway, key).get("/v1/offers")["items"]]


def _holder(brand: Brand) -> str | None:
    (conversation,) = brand.every("/v1/conversations")
    holder: str | None = conversation["holder"]
    return holder
