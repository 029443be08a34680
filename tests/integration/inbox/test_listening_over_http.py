"""Whose certificates let them listen reads over HTTP what is public, as far as the guideline says, and nothing else."""

from __future__ import annotations

from typing import Any

from contracts.ids import derived_id
from contracts.routing import CertificateDefined, EmployeeChanged
from tests.integration.inbox.api import Api, a_message
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND, an_employee, an_integration

LIZ: dict[str, Any] = {"subject": "liz", "scopes": ("callouts:answer",)}
LISTENS = CertificateDefined(
    id=derived_id("c"), subject="basics", certificate="basics", abilities=("listen",), brand=BRAND, version=1, at=NOON
)


def liz(version: int, *abilities: str) -> EmployeeChanged:
    return an_employee("liz", version).model_copy(update={"abilities": abilities})


def put(api: Api, listening: dict[str, Any] | None, **caller: Any) -> tuple[int, str]:
    guideline = api.get("/v1/guideline")
    del guideline["version"]
    answer = api.client.put("/v1/guideline", json={**guideline, "listening": listening}, headers=api.as_(**caller))
    return answer.status_code, answer.text


def test_who_listens_reads_what_is_public_and_nothing_else(api: Api) -> None:
    api.tell(an_integration(), a_message("1"), a_message("2", contact="joost", visibility="private"))
    api.until(lambda: len(api.get("/v1/conversations")["items"]) == 2)
    private, public = api.get("/v1/conversations")["items"]
    path, closed = f"/v1/conversations/{public['id']}", f"/v1/conversations/{private['id']}"

    def status(asked: str, **caller: Any) -> int:
        return int(api.client.get(asked, headers=api.as_(**{**LIZ, **caller})).status_code)

    assert put(api, {})[0] == 422, "no certificate gives it, and nobody has it"
    api.tell(LISTENS, liz(1, "listen"))
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
    api.tell(an_integration(), LISTENS, liz(1, "listen"))
    api.until(lambda: put(api, {})[0] == 200)
    assert put(api, {}, scopes=("rules:write",))[0] == 403
    assert put(api, None, scopes=("rules:write",))[0] == 200
    status, problem = put(api, {"channels": ["x", "telex"]})
    assert status == 422
    assert '"/listening/channels/1"' in problem
