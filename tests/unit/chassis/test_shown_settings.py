"""The settings a log shows hold no secret, whatever form it has."""

import json

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from chassis.settings import CommonSettings
from chassis.shown_settings import shown

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
COMMON = {"kafka": "k:1", "mongo": "mongodb://anna:hush@m:2/?replicaSet=r", "internal_key": KEY, "seal_key": KEY}


class _OwnSettings(BaseSettings):
    port: int = 8000
    issuers: tuple[dict[str, object], ...] = ({"client": "c", "client_secret": "hush"}, {"s": SecretStr("hush")})
    api_token: str = "hush"


def test_keys_and_the_user_and_the_query_of_an_address_are_hidden_and_the_rest_is_shown() -> None:
    settings = shown(CommonSettings.model_validate(COMMON))
    assert settings["mongo"] == "mongodb://[private]@m:2/?[private]"
    assert (settings["internal_key"], settings["seal_key"]) == ("[private]", "[private]")
    assert (settings["kafka"], settings["trace_ratio"], settings["otlp_endpoint"]) == ("k:1", 0.01, None)


def test_a_secret_inside_a_list_of_settings_is_hidden_by_its_type_or_its_name() -> None:
    settings = shown(_OwnSettings())
    assert "hush" not in json.dumps(settings)
    assert settings["port"] == 8000
    assert settings["issuers"][0]["client"] == "c"


def test_what_an_address_carries_in_its_query_is_hidden_and_a_question_mark_elsewhere_is_not() -> None:
    class Addresses(BaseSettings):
        mongo: str = "mongodb://m:2/?tlsCertificateKeyFilePassword=hush&replicaSet=r"
        pages: tuple[str, ...] = ("https://example.test/hook?sig=hush", "https://example.test/")
        words: str = "why?not"

    assert shown(Addresses()) == {
        "mongo": "mongodb://m:2/?[private]",
        "pages": ["https://example.test/hook?[private]", "https://example.test/"],
        "words": "why?not",
    }
