"""Forecasts on a real MongoDB."""

from __future__ import annotations

from tests.support.crisis.forecast_suite import ForecastSuite


class TestForecasting(ForecastSuite):
    """The suite, over the fixture of this room."""
