"""Tokens: what somebody carries, and what is asked of them."""

import pytest

from services.routing.domain import tokens


def test_a_level_carries_all_lower_levels_and_none_above() -> None:
    carried = tokens.skills({"baggage": 4})
    assert {tokens.skill("baggage", level) for level in (1, 2, 3, 4)} == carried


@pytest.mark.parametrize(
    ("asked", "fits"), [("nl", True), ("nl-be", True), ("NL", True), ("nl-nl", False), ("n", False)]
)
def test_a_regional_speaker_serves_the_language_and_the_region(asked: str, fits: bool) -> None:
    assert (tokens.language(asked) in tokens.languages(["nl-BE"])) is fits


def test_certificates_are_taken_for_rarer_than_languages_and_queues() -> None:
    asked = ["queue:general", "lang:nl", "skill:baggage:2", "skill:baggage:4", "cert:speak", "team:care"]
    assert sorted(asked, key=tokens.rarity) == [
        "cert:speak",
        "skill:baggage:4",
        "skill:baggage:2",
        "team:care",
        "lang:nl",
        "queue:general",
    ]


def test_a_pool_is_the_same_whatever_the_order_and_can_be_read_back() -> None:
    assert tokens.pool(["lang:nl", "cert:a"]) == tokens.pool(["cert:a", "lang:nl"])
    assert tokens.tokens_of(tokens.pool(["lang:nl", "cert:a"])) == ("cert:a", "lang:nl")
    assert tokens.tokens_of(tokens.pool([])) == ()


def test_a_skill_whose_name_has_a_colon_keeps_its_level() -> None:
    assert tokens.skill_of(tokens.skill("refund:card", 3)) == ("refund:card", 3)
