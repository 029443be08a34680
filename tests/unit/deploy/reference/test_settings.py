"""The reference of settings has every setting of every process, with its type, limits, default and meaning."""

from __future__ import annotations

import pytest
from pydantic_settings import BaseSettings

from chassis.settings import CommonSettings
from deploy.local.services import MODULES
from deploy.reference.settings import SETTINGS, meaning, page, variable_prefix

CLASSES = {"every process": CommonSettings, **SETTINGS}


def row(variable: str) -> list[str]:
    (line,) = (each for each in page().splitlines() if each.startswith(f"| `{variable}` |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_it_has_the_settings_of_every_process() -> None:
    assert set(SETTINGS) == set(MODULES)


@pytest.mark.parametrize("settings", CLASSES.values(), ids=CLASSES)
def test_every_setting_has_one_row_and_a_meaning(settings: type[BaseSettings]) -> None:
    for name, field in settings.model_fields.items():
        assert len(row(variable_prefix(settings) + name.upper())) == 5
        assert meaning(name, field), f"{name} has no description"


def test_a_row_says_type_limits_and_default() -> None:
    assert row("MUSTER_INBOX_REPLY_BATCH")[1:4] == ["whole number", "≥ 1, ≤ 64", "`16`"]
    assert row("MUSTER_GATEWAY_UPSTREAM_CONNECT_SECONDS")[1:4] == ["number", "> 0, ≤ 0.9", "`0.8`"]
    assert row("MUSTER_GATEWAY_OIDC_ALGORITHMS")[1:4] == ["list, separated by commas", "", "`RS256,ES256`"]
    assert row("MUSTER_GATEWAY_OIDC_ISSUERS")[1:4] == ["JSON list", "", ""]
    assert row("MUSTER_ALLOW_LOOPBACK")[1:4] == ["true or false", "", "`false`"]
    assert row("MUSTER_GATEWAY_PUBLIC_URL")[1:4] == ["text", "300 characters at most", ""]
    assert row("MUSTER_KAFKA")[1:4] == ["text", "not empty", "*needed*"]


def test_a_secret_is_marked_and_has_no_default() -> None:
    assert row("MUSTER_SEAL_KEY")[1:4] == ["secret, base64", "", "*needed*"]
    assert row("MUSTER_GATEWAY_BOOTSTRAP_KEY")[1:4] == ["secret text", "", "*needed*"]
