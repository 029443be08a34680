"""How a brand is connected: integrations, keys, payloads nobody could read, deliveries of webhooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from channels.signing import sign_standard
from tests.abuse.moody_platform import MoodyPlatform
from tests.abuse.states import Command, Stage, Thing, states
from tests.abuse.target import moment
from tests.e2e.rig import ask, eventually


def _integration(*commands: str) -> Callable[[Stage], str]:
    body = {"channel": "generic", "name": "Second", "settings": {}}
    return lambda stage: stage.give(stage.make("/v1/integrations", body), *commands)


def _integration_state(stage: Stage, at: str) -> str:
    return "enabled" if stage.brand.admin.get(at)["enabled"] else "disabled"


EITHER = states("enabled", "disabled")
INTEGRATION = Thing(
    "integration",
    {"enabled": _integration(), "disabled": _integration("disable")},
    {
        "change": Command("{at}", EITHER, {"name": "Third"}, method="PATCH"),
        "rotate": Command("{at}/rotate-secret", EITHER),
        "disable": Command("{at}/disable", EITHER),
    },
    state=_integration_state,
)


def _key(*, revoked: bool) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        at = stage.make("/v1/keys", {"name": "A program", "scopes": ["measures:read"]})
        if revoked:
            assert stage.brand.ask("DELETE", at).status == HTTPStatus.OK
        return at

    return made


def _key_state(stage: Stage, at: str) -> str:
    (key,) = (each for each in stage.brand.every("/v1/keys") if each["id"] == at.rpartition("/")[2])
    return "live" if key["revoked_at"] is None else "revoked"


KEY = Thing(
    "key",
    {"live": _key(revoked=False), "revoked": _key(revoked=True)},
    {"revoke": Command("{at}", states("live", "revoked"), None, method="DELETE")},
    state=_key_state,
)


def _unreadable(stage: Stage) -> str:
    number, account = stage.number(), stage.brand.generic
    body = json.dumps({"kind": "telepathy", "by": number}).encode()
    signed = sign_standard(account.secrets["signing_secret"], f"unreadable-{number}", moment(), body)
    headers = {"content-type": "application/json", **signed}
    answer = ask(stage.brand.state.gateway, "POST", account.webhook, body=body, headers=headers)
    assert answer.status == HTTPStatus.ACCEPTED, answer.body
    payload = eventually(lambda: next(stage.brand.every("/v1/unreadable"), None), "the payload")
    return f"/v1/unreadable/{payload['id']}"


PAYLOAD = Thing(
    "unreadable_payload",
    {"waiting": _unreadable},
    {"replay": Command("{at}/replay", states())},  # as long as nothing of it can be read
)


def _endpoint_taker(stage: Stage) -> None:
    stage.kept["platform"] = stage.stack.enter_context(MoodyPlatform())


def _delivery(*, enabled: bool) -> Callable[[Stage], str]:
    """A delivery of a test: taken by its endpoint, or waiting for one that is disabled."""

    def made(stage: Stage) -> str:
        body = {"name": "CRM", "url": stage.kept["platform"].url, "types": ["gateway.*"]}
        endpoint = stage.make("/v1/webhook-endpoints", body)
        assert stage.brand.ask("PATCH", endpoint, {"enabled": enabled}).status == HTTPStatus.OK
        return f"{endpoint}/deliveries/{stage.brand.admin.post(f'{endpoint}/test', {})['delivery']}"

    return made


DELIVERY = Thing(
    "webhook_delivery",
    {"pending": _delivery(enabled=False), "delivered": _delivery(enabled=True)},
    {"redeliver": Command("{at}/redeliver", states("pending", "delivered"))},
    _endpoint_taker,
)

THINGS = [INTEGRATION, KEY, PAYLOAD, DELIVERY]
