"""Settings that are wrong name themselves and their limits; secrets that could be guessed are named and never shown."""

from __future__ import annotations

import base64
import os

import pytest

from deploy.doctor.finding import Finding
from deploy.doctor.settings import check_secrets, check_settings

KEYS = {name: base64.b64encode(os.urandom(32)).decode() for name in ("internal", "seal")}
GOOD = {
    "MUSTER_KAFKA": "k:9092",
    "MUSTER_MONGO": "mongodb://m",
    "MUSTER_INTERNAL_KEY": KEYS["internal"],
    "MUSTER_SEAL_KEY": KEYS["seal"],
    "MUSTER_GATEWAY_BOOTSTRAP_KEY": "0123456789abcdefghijklmnopqrstuv",
    **{f"MUSTER_GATEWAY_{name}_URL": "http://10.0.0.1:1" for name in ("INBOX", "ROUTING", "CRISIS", "ANALYTICS")},
}


@pytest.fixture(autouse=True)
def good(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("MUSTER_")]:
        monkeypatch.delenv(name)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def problems(found: list[Finding]) -> list[str]:
    return [each.what for each in found if each.level != "well"]


def test_good_settings_are_well() -> None:
    assert problems(check_settings(os.environ)) == []
    assert problems(check_secrets()) == []


def test_a_wrong_value_names_its_variable_and_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_INBOX_REPLY_BATCH", "65")
    monkeypatch.delenv("MUSTER_KAFKA")

    kafka, batch = check_settings(os.environ)
    assert kafka.what.startswith("MUSTER_KAFKA: ")
    assert batch.what.startswith("MUSTER_INBOX_REPLY_BATCH: ")
    assert "(≥ 1, ≤ 64)" in batch.do
    assert {kafka.level, batch.level} == {"problem"}


def test_a_misspelt_setting_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_INBOX_REPLY_BACH", "16")

    assert problems(check_settings(os.environ)) == ["MUSTER_INBOX_REPLY_BACH is no setting"]


def test_a_secret_that_repeats_itself_or_another_is_a_problem_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    repeated = base64.b64encode(b"muster!!" * 4).decode()
    monkeypatch.setenv("MUSTER_INTERNAL_KEY", repeated)
    monkeypatch.setenv("MUSTER_SEAL_KEY", repeated)

    found = check_secrets()
    assert problems(found) == [
        "MUSTER_INTERNAL_KEY could be guessed: it repeats a few characters",
        "MUSTER_SEAL_KEY could be guessed: it repeats a few characters",
        "MUSTER_INTERNAL_KEY and MUSTER_SEAL_KEY are the same secret",
    ]
    assert "muster!!" not in str(found)


def test_a_secret_that_does_not_load_is_a_finding_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_SEAL_KEY", "dG9vc2hvcnQ=")

    (found,) = check_settings(os.environ)
    assert found.what.startswith("MUSTER_SEAL_KEY: ")
    assert "dG9vc2hvcnQ" not in str(found)
