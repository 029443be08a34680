"""X: its signature and the answer to its check, and the addresses of its API that an operator lists."""

from __future__ import annotations

import base64
import hmac

import pytest

from channels.addresses import Reach
from channels.destinations import DestinationRefused, check_destinations
from channels.ports import SignatureRefused, SignatureWrong
from channels.registry import channel
from channels.x.settings import XSecrets
from tests.support.channels.accounts import SECRETS, SETTINGS
from tests.support.channels.rig import NOW, known_secrets

X = XSecrets(**SECRETS["x"])


def test_x_signs_in_base64_and_hears_the_answer_to_its_crc() -> None:
    mark = "sha256=" + base64.b64encode(hmac.digest(X.consumer_secret.encode(), b"{}", "sha256")).decode()
    channel("x").verify(X, {"x-twitter-webhooks-signature": mark}, b"{}", NOW)
    with pytest.raises(SignatureWrong):
        channel("x").verify(X, {"x-twitter-webhooks-signature": mark}, b"{ }", NOW)
    answer = channel("x").handshake(X, "GET", {"crc_token": "abc"}, {}, b"")
    expected = base64.b64encode(hmac.digest(X.consumer_secret.encode(), b"abc", "sha256"))
    assert answer is not None
    assert answer.body == b'{"response_token":"sha256=' + expected + b'"}'


def test_the_mark_of_a_crc_is_no_signature_of_the_same_bytes() -> None:
    secrets = known_secrets("x")
    assert isinstance(secrets, XSecrets)
    mark = "sha256=" + base64.b64encode(hmac.digest(secrets.consumer_secret.encode(), b"null", "sha256")).decode()
    answer = channel("x").handshake(secrets, "GET", {"crc_token": "null"}, {}, b"")
    assert answer is not None
    assert answer.body == f'{{"response_token":"{mark}"}}'.encode()
    with pytest.raises(SignatureRefused):
        channel("x").verify(secrets, {"x-twitter-webhooks-signature": mark}, b"null", NOW)


def test_an_operator_may_list_other_bases() -> None:
    found = channel("x")

    def reached(base: str, *listed: str, loopback: bool = False) -> bool:
        given = found.settings_model(**{**SETTINGS["x"], "api_base": base})
        try:
            check_destinations(found.destinations, given, Reach(loopback, listed))
        except DestinationRefused:
            return False
        return True

    assert reached("https://proxy.example.org/x/2", "https://proxy.example.org/x/")
    assert not reached("https://proxy.example.org/xyz", "https://proxy.example.org/x")
    assert reached("http://127.0.0.1:8899/x", "http://127.0.0.1:*", loopback=True)
    assert not reached("http://127.0.0.1:8899/x", "http://127.0.0.1:*")
    assert not reached("http://127.0.0.1:8899/x", "http://127.0.0.1:88", loopback=True)
    assert not reached("http://127.0.0.1:8899/x", loopback=True)
