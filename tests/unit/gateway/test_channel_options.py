"""What an integration is made and changed with: refused with 422 and the field's name, before anything is kept."""

from __future__ import annotations

import pytest

from channels.registry import all_channels, channel
from chassis.http.problem import Invalid
from gateway.channel_options import fresh_secrets

CHANNELS = sorted(all_channels())


def pointers(refused: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [each["pointer"] for each in refused.value.body["errors"]]


@pytest.mark.parametrize("name", CHANNELS)
def test_each_secret_that_is_blank_or_too_short_is_named(name: str) -> None:
    fields = channel(name).secrets_model.model_fields
    needed = [field for field, described in fields.items() if described.is_required()]
    for bad in ("", "a", " " * 32, "a" * 31 + "\n"):
        with pytest.raises(Invalid) as refused:
            fresh_secrets(name, dict.fromkeys(needed, bad))
        assert set(pointers(refused)) == {f"/secrets/{field}" for field in needed}
