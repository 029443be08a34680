"""Signatures and handshakes: the platform's own pass, everything else is refused with the right name."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from pydantic import ValidationError

from channels import signing
from channels.generic.channel import GenericSecrets
from channels.meta_webhook import MetaSecrets
from channels.ports import SignatureMissing, SignatureStale, SignatureWrong
from channels.registry import UnknownChannel, all_channels, channel
from channels.x.channel import XSecrets
from tests.unit.channels.rig import META_SECRETS, NOW, SECRETS

META = MetaSecrets(**META_SECRETS)
X = XSecrets(**SECRETS["x"])


def test_the_registry_finds_the_first_channels_by_their_folders() -> None:
    assert {"x", "messenger", "instagram", "whatsapp", "email", "generic"} <= set(all_channels())
    with pytest.raises(UnknownChannel):
        channel("pigeon")


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


def test_x_signs_in_base64_and_hears_the_answer_to_its_crc() -> None:
    mark = "sha256=" + base64.b64encode(hmac.digest(X.consumer_secret.encode(), b"{}", "sha256")).decode()
    channel("x").verify(X, {"x-twitter-webhooks-signature": mark}, b"{}", NOW)
    with pytest.raises(SignatureWrong):
        channel("x").verify(X, {"x-twitter-webhooks-signature": mark}, b"{ }", NOW)
    answer = channel("x").handshake(X, "GET", {"crc_token": "abc"}, {}, b"")
    expected = base64.b64encode(hmac.digest(X.consumer_secret.encode(), b"abc", "sha256"))
    assert answer is not None
    assert answer.body == b'{"response_token":"sha256=' + expected + b'"}'


@pytest.mark.parametrize("name", ["generic", "email"])
def test_standard_webhooks_hold_for_five_minutes_and_through_a_rotation(name: str) -> None:
    old, new = signing.new_secret(), signing.new_secret()
    tried = channel(name)
    secrets = tried.secrets_model.model_validate({"signing_secret": new, "previous_signing_secret": old})
    for secret in (old, new):
        headers = signing.sign_standard(secret, "msg_1", int(NOW.timestamp()), b"body")
        tried.verify(secrets, headers, b"body", NOW + timedelta(seconds=300))
        with pytest.raises(SignatureStale):
            tried.verify(secrets, headers, b"body", NOW + timedelta(seconds=301))
        with pytest.raises(SignatureStale):
            tried.verify(secrets, headers, b"body", NOW - timedelta(seconds=301))
        with pytest.raises(SignatureWrong):
            tried.verify(secrets, headers, b"Body", NOW)
        several = {**headers, "webhook-signature": "v1a,other v1,AAAA " + headers["webhook-signature"]}
        tried.verify(secrets, several, b"body", NOW)
        for name_ in headers:
            with pytest.raises(SignatureMissing):
                tried.verify(secrets, {**headers, name_: ""}, b"body", NOW)


def test_a_missing_or_unusable_secret_names_its_field() -> None:
    for name, given, field in [
        ("generic", {}, "signing_secret"),
        ("generic", {"signing_secret": "whsec_short"}, "signing_secret"),
        ("whatsapp", {"app_secret": "a" * 32, "access_token": "b" * 32}, "verify_token"),
        ("x", {"consumer_secret": "a" * 32}, "access_token"),
    ]:
        with pytest.raises(ValidationError) as refused:
            channel(name).secrets_model.model_validate(given)
        assert refused.value.errors()[0]["loc"] == (field,)


@pytest.mark.parametrize(("name", "field"), [(name, field) for name, given in SECRETS.items() for field in given])
def test_a_secret_that_can_be_guessed_or_not_be_printed_is_refused(name: str, field: str) -> None:
    model = channel(name).secrets_model
    assert set(SECRETS[name]) | {"previous_signing_secret"} >= set(model.model_fields)
    model.model_validate(SECRETS[name])
    good = SECRETS[name][field]
    bad = [
        "",
        " ",
        " " * 40,
        "\t" * 40,
        f"{good}\n",
        f"\0{good}",
        f"{good}\x7f",
        f" {good}",
        f"{good}\u200b",
        f"{good}é",
    ]
    if field != "smtp_username":  # the name of an account is no secret, and may be short
        bad += ["a", "a" * 7]
    for secret in bad:
        with pytest.raises(ValidationError) as refused:
            model.model_validate({**SECRETS[name], field: secret})
        assert refused.value.errors()[0]["loc"] == (field,)


def test_secrets_are_not_shown() -> None:
    assert "consumer" not in repr(X) + str(X) + repr(GenericSecrets(signing_secret=signing.new_secret()))[20:]
