"""Runs analytics: `python -m services.analytics.main`."""

from __future__ import annotations

from chassis.service import serve
from services.analytics.settings import AnalyticsSettings
from services.analytics.wiring import service


def main() -> None:
    """Serve until asked to end."""
    serve(AnalyticsSettings, service)


if __name__ == "__main__":
    main()
