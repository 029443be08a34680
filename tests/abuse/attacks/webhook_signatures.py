"""Webhooks that no platform sent: each channel, each way a signature can be wrong, and a right one sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from deploy.local.seed import demo_secrets
from deploy.local.state import IntegrationAccess
from tests.abuse.attack import Attack, Attempts
from tests.abuse.platforms import SIGN, TIMED, media_type, payload
from tests.abuse.target import connect, moment
from tests.abuse.wire import Request
from tests.e2e.rig import Brand

REFUSED = frozenset({401})
UNKNOWN = frozenset({404})
OLD_SECONDS = 301  # Standard Webhooks allows five minutes
FORGED = (
    "",
    "v1,",
    "v1a,AAAA",
    "sha256=",
    "sha256=" + "0" * 64,
    "x" * 5000,
    "v1,AAAA v1,BBBB " * 200,
    "sha1=" + "0" * 40,
)


def _post(channel: str, path: str, body: bytes, headers: dict[str, str]) -> Request:
    return Request("POST", path, body=body, headers={"content-type": media_type(channel), **headers})


def _wrong(channel: str, mine: IntegrationAccess, others: dict[str, IntegrationAccess]) -> Iterator[Request]:
    """Every request to the channel's integration that must be refused, none of them signed as it should be."""
    sign, body, now = SIGN[channel], payload(channel), moment()
    right = sign(mine.secrets, body, now)
    name = next(each for each in right if "signature" in each)
    yield _post(channel, mine.webhook, body, {})
    yield _post(channel, mine.webhook, body + b" ", right)
    yield _post(channel, mine.webhook, body.replace(b"e", b"3", 1), right)
    yield _post(channel, mine.webhook, b"", right)
    for missing in right:
        yield _post(channel, mine.webhook, body, {key: value for key, value in right.items() if key != missing})
    for forged in FORGED:
        yield _post(channel, mine.webhook, body, {**right, name: forged})
    for swapped in (demo_secrets(channel), others[channel].secrets):
        yield _post(channel, mine.webhook, body, sign(swapped, body, now))
    if channel in TIMED:
        for at in (now - OLD_SECONDS, now + OLD_SECONDS + 30, 0):
            yield _post(channel, mine.webhook, body, sign(mine.secrets, body, at))
        for stamp in (str(now + 1), "-1", "1e9", "٣", "9" * 400):
            yield _post(channel, mine.webhook, body, {**right, "webhook-timestamp": stamp.encode().decode("latin-1")})


def _crossed(mine: dict[str, IntegrationAccess], body_of: str) -> Iterator[Request]:
    """A payload signed as one integration would, sent to every other."""
    access, body = mine[body_of], payload(body_of)
    signed = SIGN[body_of](access.secrets, body, moment())
    yield from (_post(body_of, each.webhook, body, signed) for name, each in mine.items() if name != body_of)


def _webhooks(attempts: Attempts) -> None:
    target = attempts.target
    brand, stranger = target.new_brand(), target.new_brand()
    mine, others = connect(brand), connect(stranger)
    for channel, access in mine.items():
        attempts.all(_wrong(channel, access, others), lambda request: attempts.send(request, REFUSED))
        attempts.all(_crossed(mine, channel), lambda request: attempts.send(request, REFUSED))
        body = payload(channel)
        signed = SIGN[channel](access.secrets, body, moment())
        nobody = access.webhook.replace(brand.id, "nobody")
        attempts.send(_post(channel, nobody, body, signed), UNKNOWN)
        # Our own signature over the address of the other brand's integration.
        attempts.send(_post(channel, others[channel].webhook, body, signed), REFUSED)
    attempts.expect(brand.inbound() == 0 == stranger.inbound(), "an unsigned message was stored")
    _replayed(attempts, brand, mine)


def _replayed(attempts: Attempts, brand: Brand, mine: dict[str, IntegrationAccess]) -> None:
    """What is right is taken, and taken again it has no second effect."""
    access, body = mine["generic"], payload("generic")
    request = _post("generic", access.webhook, body, SIGN["generic"](access.secrets, body, moment()))
    for _ in range(3):
        attempts.send(request, {HTTPStatus.ACCEPTED})
    attempts.target.still_answers()
    attempts.expect(brand.inbound() == 1, f"a replayed webhook is {brand.inbound()} messages")


ATTACKS = [
    Attack(
        "webhook_signatures",
        "unsigned, altered, crossed, stale, replayed: each channel",
        _webhooks,
        "smoke",
    )
]
