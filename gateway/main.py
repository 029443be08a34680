"""Runs the gateway: `python -m gateway.main`."""

from __future__ import annotations

from chassis.process import run
from chassis.settings import CommonSettings, load
from chassis.telemetry import configure
from gateway.http.app import build_app
from gateway.settings import GatewaySettings
from gateway.wiring import NAME


def main() -> None:
    """Read the settings, or say which is missing; serve until asked to end."""
    common = load(CommonSettings)
    settings = load(GatewaySettings)
    configure(NAME, common, settings)
    run(build_app(settings, common), settings.host, settings.port)


if __name__ == "__main__":
    main()
