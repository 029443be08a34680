"""Routes on rotations: who is on call, and what their people change themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response, status

from chassis.auth import Caller, Principal
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, etag, page_of_whole
from chassis.http.problem import Conflict, FieldError, Forbidden, Invalid, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import crisis as http
from contracts.http.moment import Moment
from services.crisis.application.rotation_units import found_by
from services.crisis.domain.rotation import MOST_DAYS, Layer, Period, Rotation, on_call, shifts
from services.crisis.domain.week_hours import WeekSpan, day_begins
from services.crisis.http.dependencies import Application, Commander, Store, VersionedCommander
from services.crisis.http.hours import minutes_of, span_of, span_view, text_of
from services.crisis.http.presenters import fields

router = APIRouter()
RotationId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="Names it in levels and here.")]
PersonId = Annotated[str, Path(max_length=128, description="`me`, or a person's id.")]
OverrideId = Annotated[str, Path(max_length=64, description="The override's `id`.")]
CHANGES = needs("callouts:answer", "incidents:write", refuses=[NotFound, Conflict, Forbidden])


@router.get("/v1/rotations", **needs("incidents:read"))
async def list_rotations(store: Store, limit: PageLimit = 50, cursor: PageCursor = None) -> Page[http.Rotation]:
    """All rotations of the brand, by id."""
    return page_of_whole([rotation_view(each) for each in await store.rotations.all()], limit, cursor)


@router.get("/v1/on-call", **needs("incidents:read"))
async def list_on_call(
    caller: Caller, application: Application, store: Store, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.OnCall]:
    """Who is on call now, in every rotation."""
    now = application.units.now_of(caller.brand)
    shown = []
    for rotation in await store.rotations.all():
        person = on_call(rotation, now)
        coming = shifts(rotation, now, now + timedelta(days=7))
        until = next((each.begins_at for each in coming if each.person != person), None)
        shown.append(http.OnCall(rotation=rotation.id, name=rotation.name, person=person, until=until))
    return page_of_whole(shown, limit, cursor)


@router.get("/v1/rotations/{rotation}", **needs("incidents:read", refuses=[NotFound], headers=[ETAG]))
async def get_rotation(rotation: RotationId, response: Response, store: Store) -> http.Rotation:
    """One rotation, with the times people took over, and their swaps."""
    return _tagged(await found_by(store, rotation), response)


@router.put("/v1/rotations/{rotation}", **needs("rules:write", refuses=[Conflict, PreconditionFailed], headers=[ETAG]))
async def put_rotation(
    rotation: RotationId,
    body: http.RotationUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.Rotation:
    """Write a whole rotation. One with a time that nobody is on call is refused, unless it says that it has gaps."""
    return _tagged(await application.rotations.write(commander, _rotation_of(rotation, body)), response)


@router.delete(
    "/v1/rotations/{rotation}",
    status_code=status.HTTP_204_NO_CONTENT,
    **needs("rules:write", refuses=[NotFound, Conflict, PreconditionFailed]),
)
async def delete_rotation(rotation: RotationId, commander: VersionedCommander, application: Application) -> None:
    """Remove a rotation that no level of the crisis policy names."""
    await application.rotations.remove(commander, rotation)


@router.get("/v1/rotations/{rotation}/shifts", **needs("incidents:read", refuses=[NotFound]))
async def list_shifts(  # noqa: PLR0913 - a filter each
    rotation: RotationId,
    caller: Caller,
    application: Application,
    store: Store,
    since: Annotated[Moment | None, Query(description="From when; left out: the beginning of today there.")] = None,
    until: Annotated[Moment | None, Query(description="To when, 92 days later at most; 14 without it.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.OnCallShift]:
    """Who is on call from when to when, as the rotation is now; nobody where it has a gap."""
    found = await found_by(store, rotation)
    begins = since or day_begins(application.units.now_of(caller.brand), found.zone)
    ends = until or begins + timedelta(days=14)
    if not timedelta() < ends - begins <= timedelta(days=MOST_DAYS):
        raise Invalid([FieldError("/until", f"must lie after since, by {MOST_DAYS} days at most", "out_of_range")])
    views = [http.OnCallShift.model_validate(fields(each)) for each in shifts(found, begins, ends)]
    return page_of_whole(views, limit, cursor)


@router.post("/v1/rotations/{rotation}/members", status_code=status.HTTP_201_CREATED, **CHANGES)
async def join_rotation(
    rotation: RotationId, body: http.MemberCreate, caller: Caller, commander: Commander, application: Application
) -> http.Rotation:
    """Join the first layer, last in this round; another person's turn with incidents:write."""
    named, may_any = _named(caller, body.person), _may_any(caller)
    return rotation_view(await application.rotations.join(commander, rotation, named, may_any=may_any))


@router.delete("/v1/rotations/{rotation}/members/{person}", **CHANGES)
async def leave_rotation(
    rotation: RotationId, person: PersonId, caller: Caller, commander: Commander, application: Application
) -> http.Rotation:
    """Leave the first layer; who is next takes the rest of a turn over. Others with incidents:write."""
    named, may_any = _named(caller, person), _may_any(caller)
    return rotation_view(await application.rotations.leave(commander, rotation, named, may_any=may_any))


@router.post("/v1/rotations/{rotation}/overrides", status_code=status.HTTP_201_CREATED, **CHANGES)
async def create_override(
    rotation: RotationId,
    body: http.OverrideCreate,
    caller: Caller,
    commander: Commander,
    application: Application,
) -> http.Rotation:
    """Take a time over; another person does with incidents:write."""
    named, may_any, span = _named(caller, body.person), _may_any(caller), Period(body.begins_at, body.ends_at)
    return rotation_view(await application.rotations.override(commander, rotation, named, span, may_any=may_any))


@router.delete("/v1/rotations/{rotation}/overrides/{override}", **CHANGES)
async def delete_override(
    rotation: RotationId, override: OverrideId, caller: Caller, commander: Commander, application: Application
) -> http.Rotation:
    """Take an override back: one's own, or any with incidents:write."""
    removed = await application.rotations.remove_override(commander, rotation, override, may_any=_may_any(caller))
    return rotation_view(removed)


def rotation_view(rotation: Rotation) -> http.Rotation:
    """A rotation."""
    shown: dict[str, Any] = fields(rotation)
    for layer in shown["layers"]:
        layer["handover"] = text_of(layer["handover"])
        layer["hours"] = layer["hours"] and [span_view(span) for span in layer["hours"]]
    return http.Rotation.model_validate(shown)


def _tagged(rotation: Rotation, response: Response) -> http.Rotation:
    response.headers["ETag"] = etag(rotation.version)
    return rotation_view(rotation)


def _rotation_of(id_: str, body: http.RotationUpdate) -> Rotation:
    layers = tuple(
        Layer(
            members=layer.members,
            starts_on=layer.starts_on,
            turn_days=layer.turn_days,
            handover=minutes_of(layer.handover),
            hours=tuple(WeekSpan(**span_of(span.model_dump())) for span in layer.hours) if layer.hours else None,
        )
        for layer in body.layers
    )
    return Rotation(id_, body.name, body.zone, layers, body.joining, body.gaps)


def _named(caller: Principal, person: str) -> str:
    return caller.subject if person == "me" else person


def _may_any(caller: Principal) -> bool:
    return "incidents:write" in caller.scopes
