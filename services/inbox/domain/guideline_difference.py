"""What changed from one version of a guideline to another, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

NAMED_BY = {"blocked_terms": "term"}  # the others by their id
NOT_COMPARED = frozenset({"version"})


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule or a field that is not as it was; `rule` names it within `field` where that is a list of rules."""

    field: str
    rule: str | None
    kind: Literal["added", "removed", "changed"]
    before: Any = None
    after: Any = None


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[RuleChange, ...]:
    """The changes between two versions as plain JSON values, field by field, each in the order of the later one."""
    changes: list[RuleChange] = []
    for field in (*after, *(each for each in before if each not in after)):
        if field in NOT_COMPARED or before.get(field) == after.get(field):
            continue
        old, new = _by_name(field, before.get(field)), _by_name(field, after.get(field))
        if old is None or new is None:
            changes.append(RuleChange(field, None, "changed", before.get(field), after.get(field)))
        else:
            changes += _of_rules(field, old, new)
    return tuple(changes)


def _of_rules(field: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[RuleChange]:
    changes = []
    for name, rule in new.items():
        if name not in old:
            changes.append(RuleChange(field, name, "added", None, rule))
        elif old[name] != rule:
            changes.append(RuleChange(field, name, "changed", old[name], rule))
    return changes + [RuleChange(field, name, "removed", rule) for name, rule in old.items() if name not in new]


def _by_name(field: str, value: object) -> Mapping[str, Any] | None:
    """A list of rules by their names; None for what is no such list. A field an older version lacks is empty."""
    if value is None:
        return {}
    name = NAMED_BY.get(field, "id")
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    if not all(isinstance(each, Mapping) and name in each for each in value):
        return None
    return {each[name]: each for each in value}
