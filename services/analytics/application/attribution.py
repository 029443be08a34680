"""Sales by channel and by employee under a declared model, from the windows' sums."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.http.analytics import Attribution, Credit, CurrencySales
from services.analytics.application.figures import NameOf
from services.analytics.domain.journeys import Model
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.vocabulary import OTHER
from services.analytics.domain.windows import TimeSpan

MEASURE_OF: dict[Model, str] = {"last_touch": "sales_last_touch", "first_touch": "sales_first_touch"}


def measures_of(model: Model) -> tuple[str, ...]:
    """The measures that the attribution under a model is made of."""
    return "sales", "corrections", MEASURE_OF[model]


def attribution_of(
    model: Model, totals: Mapping[str, Numbers], span: TimeSpan, window_days: float, name_of: NameOf = str
) -> Attribution:
    """The credits of each currency, channel and employee; `totals` are the sums over the span by measure.

    `name_of` names the employees.
    """
    reported = totals.get("sales", Numbers()).by.get("currency", {})
    corrections = totals.get("corrections", Numbers()).by.get("currency", {})
    credited = totals.get(MEASURE_OF[model], Numbers())
    by_currency = credited.by.get("currency", {})
    return Attribution(
        model=model,
        window_days=window_days,
        from_=span.start,
        to=span.end,
        currencies=[
            CurrencySales(
                currency=currency,
                conversions=numbers.count,
                reported_minor=numbers.total,
                corrections=corrections.get(currency, Numbers()).count,
                corrected_minor=corrections.get(currency, Numbers()).total,
                attributed_conversions=by_currency.get(currency, Numbers()).count,
                attributed_minor=by_currency.get(currency, Numbers()).total,
            )
            for currency, numbers in sorted(reported.items(), key=lambda each: (-each[1].total, each[0]))
        ],
        by_channel=_credits(credited, "currency_channel"),
        by_employee=_credits(credited, "currency_employee", name_of),
    )


def _credits(credited: Numbers, dimension: str, name_of: NameOf = str) -> list[Credit]:
    """The lines of a dimension whose values are a currency and a name, such as `EUR email`; largest first."""
    lines = []
    for value, numbers in credited.by.get(dimension, {}).items():
        currency, _, key = value.partition(" ")
        if numbers.count or numbers.total:
            lines.append(
                Credit(
                    currency=currency if key else "",
                    key=key or OTHER,
                    name=name_of(key or OTHER),
                    conversions=numbers.count,
                    amount_minor=numbers.total,
                )
            )
    return sorted(lines, key=lambda credit: (-credit.amount_minor, credit.currency, credit.key))
