"""Standard Webhooks: a signature holds for five minutes and through a rotation of the secret."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels import signing
from channels.ports import SignatureMissing, SignatureStale, SignatureWrong
from channels.registry import channel
from tests.support.channels.rig import NOW


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
