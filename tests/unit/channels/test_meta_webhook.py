"""What Meta's webhooks share: the signature, the handshake, and the addresses of the platform's API."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from channels.addresses import Reach
from channels.destinations import DestinationRefused, check_destinations
from channels.meta_webhook import MetaSecrets
from channels.ports import SignatureMissing, SignatureWrong
from channels.registry import channel
from tests.support.channels.account import META_SECRETS
from tests.support.channels.accounts import SETTINGS
from tests.support.channels.rig import NOW

META = MetaSecrets(**META_SECRETS)


@pytest.mark.parametrize("name", ["messenger", "instagram", "whatsapp"])
def test_metas_signature_is_over_the_raw_bytes(name: str) -> None:
    body = '{"text": "é"}'.encode()
    mark = "sha256=" + hmac.new(META.app_secret.encode(), body, hashlib.sha256).hexdigest()
    tried = channel(name)
    tried.verify(META, {"x-hub-signature-256": mark}, body, NOW)
    with pytest.raises(SignatureWrong):
        tried.verify(META, {"x-hub-signature-256": mark}, b'{"text": "\\u00e9"}', NOW)
    with pytest.raises(SignatureMissing):
        tried.verify(META, {"x-hub-signature": mark}, body, NOW)
    with pytest.raises(SignatureWrong):
        tried.verify(META, {"x-hub-signature-256": "sha256=é\ud800"}, body, NOW)


def test_meta_hears_its_challenge_only_for_our_token() -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158", "hub.verify_token": META.verify_token}
    answer = channel("whatsapp").handshake(META, "GET", asked, {}, b"")
    assert answer is not None
    assert (answer.status, answer.body) == (200, b"1158")
    wrong = channel("whatsapp").handshake(META, "GET", {**asked, "hub.verify_token": "x"}, {}, b"")
    assert wrong is not None
    assert (wrong.status, wrong.body) == (403, b"")
    assert channel("whatsapp").handshake(META, "POST", {}, {}, b"{}") is None


@pytest.mark.parametrize(
    "base",
    [
        "https://collector.example.org", "http://graph.facebook.com", "https://graph.facebook.com.evil.example/v23.0",
        "https://graph.facebook.com@evil.example/", "https://graph.facebook.com:444/v23.0", "https://127.0.0.1/",
        "https://graph.facebook.com/../x", "https://graph.facebook.com/v23.0?a=", "https://graph.facebook.com\\.evil/",
        "https://graph.facebook.com/v23.0#", "https://GRAPH.facebook.com/", "https://evil.example/graph.facebook.com",
        "",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["messenger", "instagram", "whatsapp"])
def test_a_platforms_api_is_the_platforms_own(name: str, base: str) -> None:
    found = channel(name)
    check_destinations(found.destinations, found.settings_model(**SETTINGS[name]), Reach())
    given = found.settings_model(**{**SETTINGS[name], "api_base": base})
    with pytest.raises(DestinationRefused, match="api_base"):
        check_destinations(found.destinations, given, Reach(loopback=True))
