"""An approved statement goes out as the brand's own post, once, and people see what became of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from deploy.local.api import Api
from deploy.local.state import LocalState
from tests.e2e.rig import Brand, eventually, found_brand
from tests.e2e.slow_platform import SlowPlatform

TEXT = "Our app shows wrong bookings. We know of it and are on it."


def test_an_approved_statement_goes_out_once_as_the_brands_own_post(system: LocalState) -> None:
    with SlowPlatform() as platform:
        platform.answering.set()
        brand = found_brand(system, f"{platform.url}/replies")
        approver = Api(system.gateway, brand.hire("eve", "strategist", presence="offline"))
        settings = {"callback_url": f"{platform.url}/posts", "takes_posts": True}
        own = brand.admin.post("/v1/integrations", {"channel": "generic", "name": "Page", "settings": settings})["id"]
        incident = brand.admin.post("/v1/incidents", {"title": "Wrong bookings", "severity": 2})["id"]
        path = f"/v1/incidents/{incident}/statements"
        statement = brand.admin.post(path, {"language": "en", "text": TEXT})["id"]
        asked = {"integrations": [own]}

        assert refused(brand, f"{path}/{statement}", asked) == (HTTPStatus.CONFLICT, "conflict")
        approver.post(f"{path}/{statement}/approve", {})
        strange = {"integrations": [own, "nobody_1"]}
        assert refused(brand, f"{path}/{statement}", strange) == (HTTPStatus.NOT_FOUND, "not_found")
        answer = brand.ask("POST", f"{path}/{statement}/publications", {"integrations": [own, brand.generic.id]})
        assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
        (fault,) = answer.json()["errors"]
        assert (fault["pointer"], fault["code"]) == ("/integrations/1", "cannot_publish")
        assert platform.taken == []

        for _ in range(2):
            answer = brand.ask("POST", f"{path}/{statement}/publications", asked)
            assert answer.status == HTTPStatus.ACCEPTED, answer.body
        eventually(lambda: publication(brand, path, statement)["state"] == "sent", "the post at the platform")
        shown = publication(brand, path, statement)
        assert [post for post, _ in platform.taken] == [shown["id"]]
        assert (shown["external_id"], shown["integration"]) == (f"out-{shown['id']}", own)
        (status,) = brand.admin.get("/v1/status")["open"]
        assert status["update"]["text"] == TEXT


def publication(brand: Brand, path: str, statement: str) -> dict[str, Any]:
    """The only publication of a statement."""
    (found,) = [each for each in brand.every(path) if each["id"] == statement]
    (only,) = found["publications"]
    return dict(only)


def refused(brand: Brand, path: str, body: dict[str, Any]) -> tuple[int, str]:
    """How a publication is refused."""
    answer = brand.ask("POST", f"{path}/publications", body)
    return answer.status, str(answer.json()["type"]).rpartition("/")[2]
