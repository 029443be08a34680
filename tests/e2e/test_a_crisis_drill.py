"""Load grows a hundredfold, the operator scales by the runbook and scales back, and every message is there once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from deploy.drill.surge import run_surge
from deploy.drill.surge_integration import BRAND
from deploy.drill.surge_record import SurgeOptions, faults
from deploy.local.api import Api
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.state import LocalState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SMALL = SurgeOptions(
    seed=20260101,
    calm_rate=3.0,
    calm_seconds=3.0,
    messages=1000,
    seconds=5.0,
    clear_seconds=200.0,
    behind_seconds=1.5,
    for_seconds=1.5,
    settle_seconds=1.0,
)
SLOW = {"MUSTER_INBOX_CONSUMER_RECORDS": "1"}  # a transaction for each message: 60 a second, 100 at most; 200 come


@pytest.fixture(scope="module")
def slow_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalState]:
    """Give a system of its own, in which the inbox is slow, so that the alert fires on any machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUSTER_HOME", str(tmp_path_factory.mktemp("surged")))
        state = launch(LaunchOptions(tethered=True, seed=False, variables=SLOW), lambda _: None)
        try:
            yield state
        finally:
            stop_all()


def test_an_operator_scales_a_surge_away_and_goes_back_with_nothing_lost(slow_system: LocalState) -> None:
    record = run_surge(slow_system, SMALL, lambda entry: print(f"{entry.seconds:6.1f} {entry.text}"), tethered=True)

    assert faults(record) == []
    assert record.acknowledged == record.planned == 1009
    assert record.stored is not None
    assert (record.stored.in_conversations, record.stored.stored) == (1009, 1009)

    (inbox,) = [each for each in record.scalings if each.service == "inbox"]
    assert record.alert is not None
    assert inbox.sharing is not None
    assert record.clear is not None
    assert record.back is not None
    moments = [record.alert, inbox.ordered, inbox.ready, inbox.sharing, record.back]
    assert moments == sorted(moments)
    assert record.surge < inbox.ordered
    assert inbox.ready < record.clear < record.back

    told = " / ".join(each.text for each in record.entries)
    assert "the alert fires: inbox" in told
    assert "muster scale inbox 2: started inbox-2" in told
    assert "muster drain inbox/inbox-2: ended inbox-2" in told
    assert record.replicas_after == record.replicas_before
    assert json.loads(json.dumps(record.as_json()))["faults"] == []
    check_what_is_left(slow_system)


def check_what_is_left(state: LocalState) -> None:
    """Only a sandbox is left, with an integration that takes nothing more."""
    operator = Api(state.gateway, state.bootstrap_key)
    assert operator.get(f"/v1/brands/{BRAND}")["sandbox"] is True
    person = {"person": "looks-after-the-drill", "name": "Looks after it"}
    administrator = Api(state.gateway, operator.post(f"/v1/brands/{BRAND}/administrators", person)["key"])
    assert [each["enabled"] for each in administrator.get("/v1/integrations")["items"]] == [False]
