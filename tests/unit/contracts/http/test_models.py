"""A truth value is no number: `true` is refused where a caller writes 1, whatever the field is made of."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import Field, ValidationError

from contracts.http.models import WriteModel


class Order(WriteModel):
    """A body with a number in every form."""

    severity: Literal[1, 2, 3] = 1
    priority: int | None = Field(default=None, ge=0)
    share: float = 0.5
    skills: dict[str, int] = Field(default_factory=dict)
    days: tuple[int, ...] = ()
    wakes: bool = False
    either: bool | int = 0
    name: str = ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("severity", True), ("priority", False), ("share", True), ("skills", {"en": True}), ("days", [1, True])],
)
def test_a_truth_value_is_refused_where_a_number_stands(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        Order.model_validate({field: value})

    (error,) = refused.value.errors()
    assert (error["loc"], error["msg"]) == ((field,), "Value error, must be a number")


@pytest.mark.parametrize(
    "body",
    [
        {"severity": 1, "priority": 0, "share": 1, "skills": {"en": 1}, "days": [0, 1]},
        {"wakes": True, "either": True},
        {"priority": None},
    ],
)
def test_numbers_and_truth_values_in_their_own_places_are_taken(body: dict[str, Any]) -> None:
    assert Order.model_validate(body).model_dump(include=set(body), mode="json") == body
