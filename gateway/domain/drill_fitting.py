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
) -> tuple[Body, list[str]]:
    """A crisis policy whose levels name participants, roles that one of them has, and rotations of the copy.

    They call no webhook: behind one stands the brand's own alerting, which wakes people who are not in the drill. Also
    gives, in words, the levels that would name nobody and have no place in it.
    """
    here = {"persons": participants, "roles": roles, "rotations": rotations, "webhooks": ()}
    levels, missing = [], []
    for number, level in enumerate(policy["escalation"]["levels"], start=1):
        named = {name: [each for each in level[name] if each in known] for name, known in here.items() if name in level}
        if any(named.values()):
            levels.append({**level, **named})
        else:
            none = ", and a drill calls no webhook" if level.get("webhooks") else ""
            missing.append(f"Escalation, level {number}: it names nobody who takes part{none}.")
    return {**policy, "escalation": {**policy["escalation"], "levels": levels}}, missing
