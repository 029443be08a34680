"""Secrets of every channel: a missing one is named, one that can be guessed is refused, none is shown."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from channels import signing
from channels.generic.settings import GenericSecrets
from channels.registry import channel
from channels.x.settings import XSecrets
from tests.support.channels.accounts import SECRETS

X = XSecrets(**SECRETS["x"])


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
