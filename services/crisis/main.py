"""Runs crisis: `python -m services.crisis.main`."""

from __future__ import annotations

from chassis.service import serve
from services.crisis.settings import CrisisSettings
from services.crisis.wiring import service


def main() -> None:
    """Serve until asked to end."""
    serve(CrisisSettings, service)


if __name__ == "__main__":
    main()
