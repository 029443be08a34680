"""Runs routing: `python -m services.routing.main`."""

from __future__ import annotations

from chassis.service import serve
from services.routing.settings import RoutingSettings
from services.routing.wiring import service


def main() -> None:
    """Serve until asked to end."""
    serve(RoutingSettings, service)


if __name__ == "__main__":
    main()
