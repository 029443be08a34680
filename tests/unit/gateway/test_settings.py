"""Which issuers a gateway starts with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.settings import GatewaySettings

BASE: dict[str, Any] = {
    **{f"{name}_url": "http://127.0.0.1:1" for name in ("inbox", "routing", "crisis", "analytics")},
    "bootstrap_key": "b" * 32,
}
OKTA = {"name": "okta", "issuer": "https://okta.example", "client_id": "muster", "login_prefix": "okta|"}
ENTRA = {"name": "entra", "issuer": "https://entra.example", "audience": "muster", "login_prefix": "entra|"}
GIVES_ALL = {"claim": "g", "has": "x", "roles": ["administrator"]}
PUBLIC = {"public_url": "https://api.example"}


def settings(**given: Any) -> GatewaySettings:
    return GatewaySettings.model_validate(BASE | given)


def test_issuers_come_as_json_from_the_environment_beside_the_single_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BASE.items():
        monkeypatch.setenv(f"MUSTER_GATEWAY_{name.upper()}", value)
    monkeypatch.setenv("MUSTER_GATEWAY_PUBLIC_URL", "https://API.example:443")
    monkeypatch.setenv("MUSTER_GATEWAY_OIDC_ISSUERS", json.dumps([OKTA | {"client_secret": "s3cret", "brand": "klm"}]))

    read = GatewaySettings()

    assert read.public_url == "https://api.example"
    assert [each.name for each in read.issuers()] == ["okta"]
    assert "s3cret" not in repr(read)


def test_the_single_issuer_reads_its_claims_as_before() -> None:
    (only,) = settings(oidc_issuer="https://id.example", oidc_audience="muster", oidc_brand_claim="tenant").issuers()

    assert (only.issuer, only.audience, only.client_id) == ("https://id.example", "muster", None)
    assert only.claim_rules().brand_of({"tenant": "klm"}) == "klm"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"oidc_issuers": [OKTA]}, "PUBLIC_URL"),
        (PUBLIC | {"oidc_issuers": [OKTA, OKTA | {"issuer": "https://x.example"}]}, "same name"),
        (PUBLIC | {"oidc_issuers": [OKTA, ENTRA | {"issuer": OKTA["issuer"]}]}, "same name or address"),
        (PUBLIC | {"oidc_issuers": [OKTA, ENTRA | {"login_prefix": ""}]}, "login_prefix"),
        ({"oidc_issuers": [{"name": "x", "issuer": "https://x.example"}]}, "audience, a client_id"),
        ({"oidc_issuers": [ENTRA | {"client_secret": "s"}]}, "needs a client_id"),
        (PUBLIC | {"oidc_issuers": [OKTA | {"scope": "profile"}]}, "openid"),
        (PUBLIC | {"oidc_issuers": [OKTA | {"algorithms": ["HS256"]}]}, "are allowed"),
        (
            PUBLIC
            | {"oidc_issuers": [OKTA | {"role_rules": [{"claim": "g", "has": "x", "roles": ["administrator"]}]}]},
            "made by administrators",
        ),
        ({"public_url": "http://api.example"}, "scheme and host"),
        ({"public_url": "https://api.example/path"}, "scheme and host"),
    ],
)
def test_issuers_that_could_not_be_told_apart_or_trusted_stop_the_start(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        settings(**given)


def test_issuers_of_different_brands_may_have_the_same_logins() -> None:
    klm, aurora = OKTA | {"brand": "klm", "login_prefix": ""}, ENTRA | {"brand": "aurora", "login_prefix": ""}

    read = settings(**PUBLIC, oidc_issuers=[klm, aurora])

    assert [read.someone_signs_in(brand) for brand in ("klm", "aurora", "other")] == [True, True, False]


def test_cookies_are_for_https_alone_but_on_this_machine() -> None:
    assert settings().secure_cookies
    assert settings(**PUBLIC).secure_cookies
    assert not settings(public_url="http://127.0.0.1:8000").secure_cookies


def test_a_service_has_several_addresses() -> None:
    read = settings(inbox_url="http://10.0.0.1:8000, http://inbox.example:8000,https://10.0.0.2")

    assert read.services()["inbox"] == ("http://10.0.0.1:8000", "http://inbox.example:8000", "https://10.0.0.2")
    assert read.services()["crisis"] == ("http://127.0.0.1:1",)


@pytest.mark.parametrize("wrong", ["", "10.0.0.1:8000", "http://a,", "http://a,ftp://b", "http://a http://b"])
def test_every_address_of_a_service_must_be_one(wrong: str) -> None:
    with pytest.raises(ValidationError, match="inbox_url"):
        settings(inbox_url=wrong)
