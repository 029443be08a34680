"""A gateway is killed between two lines of sending webhooks: no event is lost, and what comes twice has the same id."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest

from channels import signing
from chassis.crash_points import VARIABLE
from deploy.local.preloaded import Preloader
from deploy.local.services import forked_child, is_ready, replica_environment
from deploy.local.state import LocalState
from tests.e2e.receiver import Receiver, receiver
from tests.e2e.rig import Brand, eventually, words

STORED = "inbox.message_stored.v1"
BATCH = 20
DEATH_SECONDS = 90.0  # the second gateway has to be given partitions first
TAKEN_OVER_SECONDS = 60.0  # a dead member is missed after 6 s, its lanes after 10


def _ids(crm: Receiver) -> set[str]:
    return {each.headers["webhook-id"] for each in list(crm.received)}


def _told(brand: Brand, after: str) -> set[str]:
    """The ids of the stored messages behind a position, from the feed."""
    ids: set[str] = set()
    while True:
        page = brand.admin.get(f"/v1/events?after={after}&types={STORED}&limit=200")
        ids |= {each["data"]["id"] for each in page["items"]}
        after = page["next"]
        if not page["more"]:
            return ids


@pytest.mark.parametrize("point", ["gateway.webhooks_stored_not_committed:2", "gateway.webhook_sent_not_recorded:3"])
def test_no_webhook_is_lost_when_a_gateway_dies(
    system: LocalState, brand: Brand, preloader: Preloader, tmp_path: Path, point: str
) -> None:
    with receiver() as crm:
        _tell(system, brand, preloader, tmp_path, crm, point)


def _tell(system: LocalState, brand: Brand, preloader: Preloader, logs: Path, crm: Receiver, point: str) -> None:
    secret = brand.admin.post("/v1/webhook-endpoints", {"name": "CRM", "url": crm.url, "types": [STORED]})["secret"]
    begin = brand.admin.get("/v1/events")["next"]
    variables = replica_environment(system) | {VARIABLE: point}
    second = forked_child("gateway", variables, logs, preloader)
    second.start()
    posted = 0
    try:
        url = f"http://127.0.0.1:{variables['MUSTER_GATEWAY_PORT']}"
        eventually(lambda: is_ready(url) or not second.alive, "the second gateway", DEATH_SECONDS)

        def death() -> bool:
            nonlocal posted
            answer = brand.post([words(posted + number) for number in range(BATCH)])
            assert answer.status == HTTPStatus.ACCEPTED, answer.body
            posted += BATCH
            return not second.alive

        eventually(death, f"the death of a gateway at {point}", DEATH_SECONDS)
    finally:
        second.kill()

    eventually(lambda: len(_ids(crm)) >= posted, f"{posted} webhooks", TAKEN_OVER_SECONDS)
    assert _ids(crm) == _told(brand, begin)
    assert len(_ids(crm)) == posted
    for each in crm.received:
        signing.verify_standard([secret], each.headers, each.body, datetime.now(UTC))
    assert len({each.body for each in crm.received}) == posted, "one id is one body, however often it came"
