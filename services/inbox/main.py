"""Runs the inbox: `python -m services.inbox.main`."""

from __future__ import annotations

from chassis.service import serve
from services.inbox.settings import InboxSettings
from services.inbox.wiring import service


def main() -> None:
    """Serve until asked to end."""
    serve(InboxSettings, service)


if __name__ == "__main__":
    main()
