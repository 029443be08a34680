"""In a drill only participants are on call and paged: the settings that name others are fitted, or left out."""

from __future__ import annotations

from typing import Any

from gateway.domain.drill_fitting import fitted_policy, fitted_rotation

HERE = {"ben", "cas"}


def _rotation(*layers: list[str]) -> dict[str, Any]:
    return {"id": "hub", "name": "Hub", "gaps": False, "layers": [{"members": each, "turn_days": 7} for each in layers]}


def test_a_rotation_keeps_the_turns_of_participants_and_has_gaps() -> None:
    fitted = fitted_rotation(_rotation(["ada", "ben", "cas"], ["ada"]), HERE)
    assert fitted == {**_rotation(["ben", "cas"]), "gaps": True}


def test_a_rotation_without_participants_is_left_out() -> None:
    assert fitted_rotation(_rotation(["ada"], ["dora"]), HERE) is None


def test_a_level_keeps_who_takes_part_and_one_that_would_name_nobody_is_named() -> None:
    levels = [
        {"persons": ["ada", "ben"], "roles": [], "rotations": [], "timeout_seconds": 60},
        {"persons": [], "roles": ["strategist"], "rotations": ["night"], "timeout_seconds": 60},
        {"persons": ["ada"], "roles": ["administrator"], "rotations": ["hub"], "timeout_seconds": 90},
    ]
    policy = {"auto_declare": True, "escalation": {"levels": levels, "rounds": 2}}

    fitted, missing = fitted_policy(policy, HERE, {"administrator"}, ["hub"])

    assert missing == ["Escalation, level 2: it names nobody who takes part."]
    assert fitted["auto_declare"] is True
    assert fitted["escalation"] == {
        "rounds": 2,
        "levels": [
            {"persons": ["ben"], "roles": [], "rotations": [], "timeout_seconds": 60},
            {"persons": [], "roles": ["administrator"], "rotations": ["hub"], "timeout_seconds": 90},
        ],
    }


def test_a_drill_calls_no_webhook_and_says_which_levels_call_nothing_else() -> None:
    plain = {"roles": [], "rotations": [], "timeout_seconds": 60}
    levels = [
        {**plain, "persons": ["ben"], "webhooks": ["alerts"]},
        {**plain, "persons": [], "webhooks": ["alerts"]},
        {**plain, "persons": ["ada"], "webhooks": []},
    ]

    fitted, missing = fitted_policy({"escalation": {"levels": levels, "rounds": 1}}, HERE, set(), [])

    assert fitted["escalation"]["levels"] == [{**plain, "persons": ["ben"], "webhooks": []}]
    assert missing == [
        "Escalation, level 2: it names nobody who takes part, and a drill calls no webhook.",
        "Escalation, level 3: it names nobody who takes part.",
    ]
