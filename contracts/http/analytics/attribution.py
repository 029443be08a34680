"""Sales credited to channels and employees."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel

AttributionModel = Literal["last_touch", "first_touch"]


class Credit(ReadModel):
    """What was sold in one currency to contacts of one channel or by one employee."""

    currency: str
    key: str
    name: str = Field(description="The name in the directory; the key where it has none.")
    conversions: int
    amount_minor: int


class CurrencySales(ReadModel):
    """Sales of one currency, in minor units: all that were reported, and those a touch was credited with.

    Refunds and corrections are no conversions; their amounts are in both sums, and by themselves in `corrected_minor`.
    """

    currency: str
    conversions: int
    reported_minor: int
    corrections: int = 0
    corrected_minor: int = Field(default=0, description="What refunds and corrections added; negative for refunds.")
    attributed_conversions: int
    attributed_minor: int


class Attribution(ReadModel):
    """Sales credited under a declared model: a touch earns the sales of its contact for `window_days` after it."""

    model: AttributionModel
    window_days: float
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    currencies: list[CurrencySales]
    by_channel: list[Credit]
    by_employee: list[Credit]
