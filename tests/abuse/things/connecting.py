"""How a brand is connected: integrations, keys, payloads nobody could read, webhooks."""

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


def _platform(stage: Stage) -> None:
    stage.kept["platform"] = stage.stack.enter_context(MoodyPlatform())


def _webhook(stage: Stage, mood: str) -> str:
    """An endpoint that answers in this mood."""
    body = {"name": "CRM", "url": f"{stage.kept['platform'].url}/{mood}", "types": ["gateway.*"]}
    return stage.make("/v1/webhook-endpoints", body)


def _endpoint(*, enabled: bool) -> Callable[[Stage], str]:
    def made(stage: Stage) -> str:
        at = _webhook(stage, "well")
        assert stage.brand.ask("PATCH", at, {"enabled": enabled}).status == HTTPStatus.OK
        return at

    return made


def _gone(stage: Stage) -> str:
    """One that answered that it wants nothing more."""
    at = _webhook(stage, "gone")
    stage.brand.admin.post(f"{at}/test", {})
    return at


def _endpoint_state(stage: Stage, at: str) -> str:
    return "enabled" if stage.brand.admin.get(at)["enabled"] else "disabled"


SINCE = {"since": "2026-01-01T00:00:00Z", "states": ["failed"]}
ENDPOINT = Thing(
    "webhook_endpoint",
    {"enabled": _endpoint(enabled=True), "disabled": _endpoint(enabled=False), "disabled (gone)": _gone},
    {
        "enable": Command("{at}", EITHER, {"enabled": True}, method="PATCH"),
        "disable": Command("{at}", EITHER, {"enabled": False}, method="PATCH"),
        "test": Command("{at}/test", EITHER),
        "redeliver": Command("{at}/redeliver", EITHER, SINCE),
        "rotate": Command("{at}/rotate-secret", EITHER),
        "delete": Command("{at}", EITHER, None, method="DELETE"),
    },
    _platform,
    _endpoint_state,
)


def _delivery(mood: str = "well", *, enabled: bool = True) -> Callable[[Stage], str]:
    """A delivery of a test: tried at an endpoint in this mood, or waiting for one that is disabled."""

    def made(stage: Stage) -> str:
        endpoint = _webhook(stage, mood)
        assert stage.brand.ask("PATCH", endpoint, {"enabled": enabled}).status == HTTPStatus.OK
        at = f"{endpoint}/deliveries/{stage.brand.admin.post(f'{endpoint}/test', {})['delivery']}"
        if enabled:
            eventually(lambda: stage.brand.admin.get(at)["attempts"], "the first try")
        return at

    return made


DELIVERY = Thing(
    "webhook_delivery",
    {
        "pending": _delivery(enabled=False),
        "pending (refused)": _delivery("refuses"),
        "pending (gone)": _delivery("gone"),
        "delivered": _delivery(),
    },
    {"redeliver": Command("{at}/redeliver", states("pending", "delivered"))},
    _platform,
)

THINGS = [INTEGRATION, KEY, PAYLOAD, ENDPOINT, DELIVERY]
