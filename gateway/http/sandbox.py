"""The clock of a sandbox brand: read by everybody of the brand, moved ahead by who may change the brand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter

from chassis.auth import Caller
from chassis.http.problem import FieldError, Invalid, NotFound, Refusal
from chassis.http.scopes import needs, needs_no_scope
from chassis.retrying import on_conflict
from contracts.http import gateway as http
from gateway.application.gateway import Gateway
from gateway.domain import sandbox
from gateway.http.brands import WRITE
from gateway.http.dependencies import Running
from gateway.persistence.brands import Brand

router = APIRouter(prefix="/v1/sandbox")


class RealBrand(Refusal):
    """The brand is a real one."""

    STATUS, CODE = 409, "not_a_sandbox"

    def __init__(self) -> None:
        """Say what would be one."""
        super().__init__("Not a sandbox", "Only a brand made with `sandbox` has a clock of its own.")


@router.get("/clock", **needs_no_scope(refuses=[NotFound, RealBrand]))
async def get_sandbox_clock(caller: Caller, gateway: Running) -> http.SandboxClock:
    """The time of the brand, which is a sandbox."""
    brand = await _own(gateway, caller.brand)
    if not brand.sandbox:
        raise RealBrand
    return _view(gateway, brand)


@router.post("/clock", **needs(WRITE, refuses=[NotFound, RealBrand]))
async def advance_sandbox_clock(body: http.SandboxClockUpdate, caller: Caller, gateway: Running) -> http.SandboxClock:
    """Move the clock of the brand ahead: what falls due on the way happens within seconds."""

    async def attempt() -> Brand:
        brand = await _own(gateway, caller.brand)
        ahead = sandbox.moved(brand.clock_ahead_seconds, body.advance_seconds, sandbox=brand.sandbox)
        after = replace(brand, clock_ahead_seconds=ahead, version=brand.version + 1)
        await gateway.brands.change(after)
        return after

    try:
        brand = await on_conflict(attempt)
    except sandbox.NotASandbox:
        raise RealBrand from None
    except sandbox.TooFarAhead as too_far:
        detail = f"a clock is at most a year ahead; {too_far.left} seconds are left"
        raise Invalid([FieldError("/advance_seconds", detail, "too_far_ahead")]) from None
    gateway.clock.learn(brand.id, timedelta(seconds=brand.clock_ahead_seconds))
    return _view(gateway, brand)


async def _own(gateway: Gateway, brand: str) -> Brand:
    """The caller's brand; the operator has none."""
    found = await gateway.brands.get(brand)
    if found is None:
        raise NotFound
    return found


def _view(gateway: Gateway, brand: Brand) -> http.SandboxClock:
    ahead = brand.clock_ahead_seconds
    return http.SandboxClock(now=gateway.clock.now() + timedelta(seconds=ahead), ahead_seconds=ahead)
