"""Sales credited to channels and employees."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel

AttributionModel = Literal["last_touch", "first_touch"]


class Credit(ReadModel):
    """What was sold in one currency to contacts of one channel or by one employee."""

    currency: str
    """ISO 4217, such as `EUR`; empty in the line of what is not counted apart."""
    key: str
    """The channel, or the employee by id: `nobody` where the contact's own message earned it, `other` for what is
    not counted apart."""
    name: str
    """The name in the directory; the key where it has none."""
    conversions: int
    """Sales credited to it."""
    amount_minor: int
    """What they come to, in minor units (cents), with refunds and corrections of them."""


class CurrencySales(ReadModel):
    """Sales of one currency, in minor units: all that were reported, and those a touch was credited with.

    Refunds and corrections are no conversions; their amounts are in both sums, and by themselves in `corrected_minor`.
    """

    currency: str
    """ISO 4217, such as `EUR`; amounts of several currencies are never added up."""
    conversions: int
    """Sales that were reported, without refunds and corrections."""
    reported_minor: int
    """What everything reported comes to, in minor units (cents)."""
    corrections: int = 0
    """Refunds and corrections that were reported."""
    corrected_minor: int = 0
    """What refunds and corrections added, in minor units; negative for refunds."""
    attributed_conversions: int
    """Sales that a touch is credited with."""
    attributed_minor: int
    """What these come to, with refunds and corrections of them."""


class Attribution(ReadModel):
    """Sales credited under a declared model: a touch earns the sales of its contact for `window_days` after it."""

    model: AttributionModel
    """The touch that gets the credit: the last one before the sale, or the first."""
    window_days: float
    """How many days before the sale a touch may lie."""
    from_: AwareDatetime = Field(alias="from")
    """Start of the first window (UTC)."""
    to: AwareDatetime
    """End of the last window (UTC)."""
    currencies: list[CurrencySales]
    """Sales by currency, the largest sum first."""
    by_channel: list[Credit]
    """What each channel earned, the largest amount first."""
    by_employee: list[Credit]
    """What each employee earned, the largest amount first."""
