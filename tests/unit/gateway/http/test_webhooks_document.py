"""The document names the header fields that each channel's signature is in."""

from __future__ import annotations

import pytest

from channels.ports import SignatureMissing, SignatureWrong
from channels.registry import all_channels
from gateway.http.webhooks_document import POST, SIGNATURES
from tests.support.channels.rig import NOW, known_secrets


def test_every_channel_is_there() -> None:
    assert SIGNATURES.keys() == all_channels().keys()


@pytest.mark.parametrize("channel", SIGNATURES)
def test_a_signature_is_in_just_these_fields(channel: str) -> None:
    known = all_channels()[channel]
    secrets = known_secrets(channel)
    fields = {field.lower(): "1" for field in SIGNATURES[channel]}

    with pytest.raises(SignatureWrong):
        known.verify(secrets, fields, b"{}", NOW)
    for field in fields:
        with pytest.raises(SignatureMissing):
            known.verify(secrets, {name: value for name, value in fields.items() if name != field}, b"{}", NOW)


def test_each_field_is_a_parameter_that_names_its_channels() -> None:
    named = {each["name"]: each["description"] for each in POST["parameters"] if each["in"] == "header"}
    for channel, fields in SIGNATURES.items():
        assert all(f"`{channel}`" in named[field] for field in fields)
