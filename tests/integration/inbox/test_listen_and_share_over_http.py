"""Whose certificates let them listen reads what is public; who shares sends a published card: over HTTP, no more."""

from __future__ import annotations

from typing import Any

from contracts.ids import derived_id
from contracts.routing import CertificateDefined, EmployeeChanged
from tests.integration.inbox.api import Api, a_message
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND, an_employee, an_integration

LIZ: dict[str, Any] = {"subject": "liz", "scopes": ("callouts:answer",)}
TEXT = "All flights of tomorrow are cancelled."
CARD = {"title": "Strike", "text": TEXT, "topics": ["strike"], "channels": [], "language": "en"}


def gives(*abilities: str, version: int = 1) -> CertificateDefined:
    fields: dict[str, Any] = {"brand": BRAND, "at": NOON, "subject": "basics", "certificate": "basics"}
    return CertificateDefined(id=derived_id("c", str(version)), abilities=abilities, version=version, **fields)


def liz(version: int, *abilities: str) -> EmployeeChanged:
    return an_employee("liz", version).model_copy(update={"abilities": abilities})


def put(api: Api, listening: dict[str, Any] | None, **caller: Any) -> tuple[int, str]:
    return changed(api, {"listening": listening}, **caller)


def changed(api: Api, rules: dict[str, Any], **caller: Any) -> tuple[int, str]:
    guideline = api.get("/v1/guideline")
    del guideline["version"]
    answer = api.client.put("/v1/guideline", json={**guideline, **rules}, headers=api.as_(**caller))
    return answer.status_code, answer.text


def test_who_listens_reads_what_is_public_and_nothing_else(api: Api) -> None:
    api.tell(an_integration(), a_message("1"), a_message("2", contact="joost", visibility="private"))
    api.until(lambda: len(api.get("/v1/conversations")["items"]) == 2)
    private, public = api.get("/v1/conversations")["items"]
    path, closed = f"/v1/conversations/{public['id']}", f"/v1/conversations/{private['id']}"

    def status(asked: str, **caller: Any) -> int:
        return int(api.client.get(asked, headers=api.as_(**{**LIZ, **caller})).status_code)

    assert put(api, {})[0] == 422, "no certificate gives it, and nobody has it"
    api.tell(gives("listen"), liz(1, "listen"))
    api.until(lambda: put(api, {})[0] == 200)
    assert [each["id"] for each in api.get("/v1/conversations", **LIZ)["items"]] == [public["id"]]
    assert api.get("/v1/conversations?visibility=private", **LIZ)["items"] == []
    assert [each["id"] for each in api.get("/v1/conversations?visibility=private")["items"]] == [private["id"]]
    assert [each["text"] for each in api.get(f"{path}/messages", **LIZ)["items"]] == [a_message().text]
    assert api.get(path, **LIZ)["id"] == public["id"]
    beside = [f"{path}/replies", f"{path}/cards", f"/v1/contacts/{public['contact']}"]
    elsewhere = [closed, f"{closed}/messages", "/v1/conversations/unknown"]
    assert {status(each) for each in [*beside, *elsewhere]} == {403}
    assert status(path, subject="bob") == status("/v1/conversations", subject="bob") == 403
    assert status(path, brand="dell") == status("/v1/conversations", brand="dell") == 403

    assert put(api, {"channels": ["email"]})[0] == 200
    assert (status(path), api.get("/v1/conversations", **LIZ)["items"]) == (403, [])
    assert put(api, {"channels": [public["channel"]]})[0] == 200
    assert status(path) == 200
    assert put(api, None)[0] == 200
    assert (status(path), status("/v1/conversations")) == (403, 403)

    assert put(api, {})[0] == 200
    api.tell(liz(2))
    api.until(lambda: status("/v1/conversations") == 403)
    assert (status(path), status(f"{path}/messages")) == (403, 403)


def test_who_lets_others_listen_reads_themselves_and_names_channels_there_are(api: Api) -> None:
    api.tell(an_integration(), gives("listen"), liz(1, "listen"))
    api.until(lambda: put(api, {})[0] == 200)
    assert put(api, {}, scopes=("rules:write",))[0] == 403
    assert put(api, None, scopes=("rules:write",))[0] == 200
    status, problem = put(api, {"channels": ["x", "telex"]})
    assert status == 422
    assert '"/listening/channels/1"' in problem


def test_who_shares_sends_a_published_card_and_is_told_what_else_they_would_need(
    api: Api, callback: tuple[str, list[str]]
) -> None:
    api.tell(api.integration(callback[0]), a_message(), gives("speak_for_brand"))
    path = f"/v1/conversations/{api.conversation()['id']}/replies"
    made = api.client.post("/v1/cards", json=CARD, headers=api.as_("bob")).json()["id"]
    assert api.client.post(f"/v1/cards/{made}/publish", headers=api.as_()).status_code == 200
    learnt = {"id": "brand", "voice": "brand", "why": "Eight hours first", "share_cards": True}
    status, problem = api.until(lambda: _known(changed(api, {"abilities": [learnt]})))
    assert (status, '"/abilities/0/share_cards"' in problem, '"/abilities/0/voice"' in problem) == (422, True, False)
    api.tell(
        gives("speak_for_brand", "share", version=2),
        an_employee("anna", 1).model_copy(update={"abilities": ("share",)}),
    )
    api.until(lambda: changed(api, {"abilities": [learnt]})[0] == 200)

    def reply(text: str, card: str | None) -> Any:
        return api.client.post(path, json={"text": text, "card": card}, headers=api.as_())

    def verdict(card: str | None) -> str:
        body = {"text": TEXT, "card": card}
        return str(api.client.post("/v1/guideline/check", json=body, headers=api.as_()).json()["verdict"])

    assert (verdict(made), verdict(None)) == ("allowed", "refused")
    refused = reply("Nothing flies, sorry.", made)
    (wrong,) = refused.json()["violations"]
    assert (refused.status_code, wrong["code"], wrong["ability"]) == (422, "missing_ability", "speak_for_brand")
    assert "share for the words of a published card" in wrong["why"]
    sent = reply(TEXT, made)
    assert sent.status_code == 202, sent.text
    api.until(lambda: api.get(f"/v1/replies/{sent.json()['id']}")["state"] == "sent")


def _known(answer: tuple[int, str]) -> tuple[int, str] | None:
    """The answer once the inbox has heard of the certificate that gives the voice its ability."""
    return None if '"/abilities/0/voice"' in answer[1] else answer
