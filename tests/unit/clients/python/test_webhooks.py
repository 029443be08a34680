"""The client for Python takes the webhooks that Muster signs, and no others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from channels import signing
from muster_client import WebhookError, verify_webhook

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
BODY = '{"a": "é"}'.encode()
SECRET, OTHER = signing.new_secret(), signing.new_secret()


def _signed(secret: str = SECRET) -> dict[str, str]:
    return signing.sign_standard(secret, "w-1", int(NOW.timestamp()), BODY)


def test_a_webhook_is_verified_under_any_secret_that_counts() -> None:
    headers = {name.title(): value for name, value in _signed().items()}
    found = verify_webhook([OTHER, SECRET], headers, BODY, now=NOW)
    assert (found.id, found.sent_at, found.payload) == ("w-1", NOW, {"a": "é"})
    both = {**_signed(), "webhook-signature": f"{_signed(OTHER)['webhook-signature']} {_signed()['webhook-signature']}"}
    assert verify_webhook(SECRET, both, BODY, now=NOW).id == "w-1"


@pytest.mark.parametrize(
    ("headers", "body", "later", "code"),
    [
        ({}, b"{}", 0, "signature_wrong"),
        ({"webhook-id": "w-2"}, BODY, 0, "signature_wrong"),
        ({"webhook-signature": "v1,é v1, v1a,x"}, BODY, 0, "signature_wrong"),
        ({"webhook-timestamp": "²"}, BODY, 0, "timestamp_wrong"),
        ({"webhook-signature": ""}, BODY, 0, "header_missing"),
        ({}, BODY, 301, "timestamp_stale"),
        ({}, BODY, -301, "timestamp_stale"),
    ],
)
def test_a_webhook_that_is_forged_changed_or_old_is_refused(
    headers: dict[str, str], body: bytes, later: int, code: str
) -> None:
    with pytest.raises(WebhookError) as caught:
        verify_webhook(SECRET, {**_signed(), **headers}, body, now=NOW + timedelta(seconds=later))
    assert caught.value.code == code


def test_a_secret_that_is_none_is_no_refusal() -> None:
    with pytest.raises(ValueError, match="whsec_"):
        verify_webhook("whsec_", _signed(), BODY, now=NOW)
