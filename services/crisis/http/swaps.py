"""Routes on swaps: one member of a rotation asks another to be on call in their place."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, status

from chassis.auth import Caller
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.application.rotation_swaps import SwapWish
from services.crisis.domain.rotation import Period, Swap, SwapState
from services.crisis.http.dependencies import Application, Commander
from services.crisis.http.presenters import fields
from services.crisis.http.rotations import RotationId

router = APIRouter(prefix="/v1/rotations/{rotation}/swaps")
SwapId = Annotated[str, Path(max_length=64, description="The swap's `id`.")]
SWAPS = needs("callouts:answer", "incidents:write", refuses=[NotFound, Conflict])


@router.post("", status_code=status.HTTP_201_CREATED, **SWAPS)
async def create_swap(
    rotation: RotationId, body: http.SwapCreate, caller: Caller, commander: Commander, application: Application
) -> http.Swap:
    """Ask another person to be on call instead of the caller, and perhaps the other way round."""
    wish = SwapWish(caller.subject, body.other, _span(body.gives), _span(body.takes) if body.takes else None)
    return _swap_view(await application.swaps.propose(commander, rotation, wish))


@router.post("/{swap}/accept", **SWAPS)
async def accept_swap(rotation: RotationId, swap: SwapId, commander: Commander, application: Application) -> http.Swap:
    """Accept, as the person asked: both times become overrides at once."""
    return await _answered(application, commander, rotation, swap, "accepted")


@router.post("/{swap}/decline", **SWAPS)
async def decline_swap(rotation: RotationId, swap: SwapId, commander: Commander, application: Application) -> http.Swap:
    """Decline, as the person asked; nothing changes."""
    return await _answered(application, commander, rotation, swap, "declined")


@router.post("/{swap}/withdraw", **SWAPS)
async def withdraw_swap(
    rotation: RotationId, swap: SwapId, commander: Commander, application: Application
) -> http.Swap:
    """Take it back, as the person who asked, before it is answered."""
    return await _answered(application, commander, rotation, swap, "withdrawn")


async def _answered(
    application: Application, commander: Commander, rotation: str, swap: str, state: SwapState
) -> http.Swap:
    return _swap_view(await application.swaps.answer(commander, rotation, swap, state))


def _span(body: http.Period) -> Period:
    return Period(body.begins_at, body.ends_at)


def _swap_view(swap: Swap) -> http.Swap:
    return http.Swap.model_validate(fields(swap))
