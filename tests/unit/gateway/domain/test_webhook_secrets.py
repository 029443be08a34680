"""Secrets of an endpoint in rotation: the newest signs first, earlier ones until their end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gateway.domain.webhook_secrets import MOST, WebhookSecrets

NOW = datetime(2026, 4, 15, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_earlier_secrets_sign_until_their_end() -> None:
    secrets = WebhookSecrets("a").rotated("b", NOW, NOW + HOUR).rotated("c", NOW, NOW + 2 * HOUR)
    assert secrets.valid(NOW) == ["c", "b", "a"]
    assert secrets.valid(NOW + HOUR) == ["c", "b"]
    assert secrets.valid(NOW + 2 * HOUR) == ["c"]


def test_what_is_over_or_comes_back_is_not_kept() -> None:
    secrets = WebhookSecrets("a").rotated("b", NOW, NOW + HOUR)
    assert secrets.rotated("c", NOW + HOUR, NOW + 2 * HOUR).valid(NOW) == ["c", "b"]
    assert secrets.rotated("a", NOW, NOW + HOUR).valid(NOW) == ["a", "b"]


def test_there_are_few_at_once() -> None:
    secrets = WebhookSecrets("0")
    for number in range(1, 20):
        secrets = secrets.rotated(str(number), NOW, NOW + HOUR)
    assert secrets.valid(NOW) == [str(number) for number in range(19, 19 - MOST, -1)]


def test_they_are_read_as_they_were_sealed() -> None:
    secrets = WebhookSecrets("a").rotated("b", NOW, NOW + HOUR)
    assert WebhookSecrets.read(secrets.plain()) == secrets
