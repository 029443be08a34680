"""The writes that make an employee's seats as planned."""

from __future__ import annotations

from datetime import datetime

from chassis.mongo import BrandCollection, Write
from services.routing.application.changes import EmployeeChange
from services.routing.domain.bars import leaving
from services.routing.domain.employee import SeatPlan
from services.routing.domain.seat import seat_id


def plan_writes(seats: BrandCollection, change: EmployeeChange, now: datetime) -> list[Write]:
    """Make an employee's seats as planned; a held seat keeps its conversation and changes when it is let go.

    Seats are marked with the moment their conversations go back: those held on a place that ended with the place's, and
    all that somebody holds who leaves with this one.
    """
    brand, employee = change.brand, change.after.id
    writes: list[Write] = []
    for plan in change.plans:
        writes += _planned(seats, brand, employee, plan, now)
    surplus = {"employee": employee, "seat": {"$nin": [seat_id(employee, plan.number) for plan in change.plans]}}
    closed = {"$set": {"state": "closed"}}
    writes.append(seats.update_where(brand, surplus, {"$set": {"open": False}}, many=True))
    writes.append(seats.update_where(brand, {**surplus, "state": "free"}, closed, many=True))
    for place in change.ended:
        held = {**surplus, "incident": place.incident, "state": "held"}
        back = {"$set": {"back_at": place.back_at, "back_why": None}}
        writes.append(seats.update_where(brand, held, back, many=True))
    leaves = leaving(change.after)
    if leaves is not None:
        left: dict[str, str | None] = {"employee": employee, "state": "held"}
        if leaves.own_seats:
            left["incident"] = None
        leaving_now = {"$set": {"back_at": now, "back_why": leaves.why}}
        writes.append(seats.update_where(brand, left, leaving_now, many=True))
    return writes


def _planned(seats: BrandCollection, brand: str, employee: str, plan: SeatPlan, now: datetime) -> list[Write]:
    seat, state = seat_id(employee, plan.number), "free" if plan.open else "closed"
    fresh = {"state": state, "holds": None, "claim": None, "pending": False, "epoch": 0, "idle_since": now}
    as_planned = {"open": plan.open, "tokens": sorted(plan.tokens), "incident": plan.incident, "back_at": None}
    names = {"seat": seat, "employee": employee}
    made = {"$set": {**as_planned, **names}, "$setOnInsert": fresh}
    turned = {"$set": {"state": state, "idle_since": now}}
    other = "closed" if plan.open else "free"
    return [
        seats.update(brand, seat, made, upsert=True),
        seats.update(brand, seat, turned, where={"state": other}),
    ]
