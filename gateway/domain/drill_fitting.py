"""Makes rotations and the escalation of a brand fit a drill, whose people are its participants alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

Body = dict[str, Any]


def fitted_rotation(rotation: Mapping[str, Any], participants: Collection[str]) -> Body | None:
    """A rotation among the participants, with gaps where others would have their turn; None where nobody is left."""
    layers = [
        {**layer, "members": members}
        for layer in rotation["layers"]
        if (members := [each for each in layer["members"] if each in participants])
    ]
    return {**rotation, "layers": layers, "gaps": True} if layers else None


def fitted_policy(
    policy: Mapping[str, Any], participants: Collection[str], roles: Collection[str], rotations: Collection[str]
) -> tuple[Body, list[int]]:
    """A crisis policy whose levels name participants, roles that one of them has, and rotations of the copy.

    Also gives the numbers, from 1, of the levels that would name nobody and have no place in it.
    """
    here = {"persons": participants, "roles": roles, "rotations": rotations}
    levels, missing = [], []
    for number, level in enumerate(policy["escalation"]["levels"], start=1):
        kept = {**level, **{name: [each for each in level[name] if each in known] for name, known in here.items()}}
        if any(kept[name] for name in here):
            levels.append(kept)
        else:
            missing.append(number)
    return {**policy, "escalation": {**policy["escalation"], "levels": levels}}, missing
