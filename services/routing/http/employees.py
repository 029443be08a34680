"""Employees: the directory, its bulk import, presence and shifts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, etag, if_match, page_within
from chassis.http.problem import Conflict, Forbidden, NotFound, PreconditionFailed
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import routing as http
from services.routing.application.ports import EmployeeFilter
from services.routing.application.routing import Routing
from services.routing.domain import tokens
from services.routing.domain.employee import Employee, Shift
from services.routing.http import importing
from services.routing.http.dependencies import SIGN_OF_LIFE, Running
from services.routing.http.presenters import as_written, employee_view, shifts_of

router = APIRouter(prefix="/v1/employees", dependencies=SIGN_OF_LIFE)

READ, WRITE, PRESENCE = "employees:read", "employees:write", "presence:write"
Rule = Callable[[Employee], Employee]
EmployeeId = Annotated[
    str, Path(pattern=http.ID_PATTERN, description="Their id, which is the person's in the gateway.")
]
KnownEmployee = Annotated[str, Path(description="The id of an employee there is.")]
EmployeeOrMe = Annotated[str, Path(description="The id of an employee there is, or `me`: the caller.")]


@router.get("", **needs(READ, WRITE))
async def list_employees(
    caller: Caller,
    routing: Running,
    department: Annotated[str | None, Query(max_length=128, description="Only those of this team.")] = None,
    presence: Annotated[http.Presence | None, Query(description="Only those who are so now.")] = None,
    language: Annotated[
        str | None, Query(max_length=128, description="Only those who answer in it (BCP 47); `nl` finds `nl-BE` too.")
    ] = None,
    skill: Annotated[
        str | None,
        Query(
            max_length=128,
            pattern=r"^[^:]+(:[1-5])?$",
            description="Only those with it: a name, or a name and the least level, such as `baggage:3`.",
        ),
    ] = None,
    certificate: Annotated[
        str | None, Query(max_length=128, description="Only those who hold this certificate and whose it is still.")
    ] = None,
    queue: Annotated[str | None, Query(max_length=128, description="Only those who work in this queue.")] = None,
    volunteer: Annotated[bool | None, Query(description="Only those whom callouts may ask, or may not.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.Employee]:
    """Employees by id."""
    optional_tokens = [
        tokens.language(language) if language else None,
        f"skill:{skill if ':' in skill else skill + ':1'}" if skill else None,
        tokens.certificate(certificate) if certificate else None,
        tokens.queue(queue) if queue else None,
    ]
    carried = tuple(token for token in optional_tokens if token is not None)
    employee_filter = EmployeeFilter(department, presence, volunteer, carried)
    employees = await routing.stores.employees.page(caller.brand, employee_filter, after_id(cursor), limit + 1)
    now = routing.clock.now_of(caller.brand)
    return page_within(employees, limit, lambda each: employee_view(each, now), lambda each: [each.id])


@router.post("/import", **needs(WRITE))
async def import_employees(body: http.EmployeeCreateList, caller: Caller, routing: Running) -> http.ImportResult:
    """Enter up to 1,000 employees; each item has its own result and a wrong one does not hold up the others."""
    return await importing.import_employees(routing, caller.brand, body.items)


@router.get("/{employee}", **needs_no_scope(refuses=[Forbidden, NotFound], headers=[ETAG]))
async def get_employee(employee: EmployeeOrMe, caller: Caller, routing: Running, response: Response) -> http.Employee:
    """One employee; every person may read their own entry, others' only with employees:read or employees:write."""
    employee_id = caller.subject if employee == "me" else employee
    is_self = caller.kind == "person" and employee_id == caller.subject
    if not is_self and not caller.scopes & {READ, WRITE}:
        raise Forbidden(READ)
    entry = await routing.stores.employees.get(caller.brand, employee_id)
    if entry is None:
        raise NotFound
    return _answer(entry, routing.clock.now_of(caller.brand), response)


@router.put(
    "/{employee}",
    responses={201: {"model": http.Employee, "description": "It is new."}},
    **needs(WRITE, refuses=[Conflict, PreconditionFailed], headers=[ETAG]),
)
async def put_employee(
    employee: EmployeeId,
    written: http.EmployeeUpdate,
    caller: Caller,
    routing: Running,
    response: Response,
    expected: Annotated[int | None, Depends(if_match)],
) -> http.Employee:
    """Write an entry; 201 when it is new."""
    before = await routing.stores.employees.get(caller.brand, employee)
    version = before.version if before else 0
    if expected is not None and expected != version:
        raise PreconditionFailed(etag(version))
    wanted = as_written(before, employee, written, "entry", routing.clock.now_of(caller.brand))
    (after,) = await routing.employee_commands.put(caller.brand, [(before, wanted)])
    if before is None:
        response.status_code = 201
    return _answer(after, routing.clock.now_of(caller.brand), response)


@router.put("/{employee}/presence", **needs_no_scope(refuses=[Forbidden, NotFound, Conflict], headers=[ETAG]))
async def put_employee_presence(
    employee: EmployeeOrMe, written: http.PresenceUpdate, caller: Caller, routing: Running, response: Response
) -> http.Employee:
    """Say whether one is there. Every person may go offline; more needs presence:write, for others employees:write.

    What is held by who goes offline goes back to its queue, unless `keep_assignments` says that they keep it.
    """
    employee_id = caller.subject if employee == "me" else employee
    is_self = caller.kind == "person" and employee_id == caller.subject
    needed = PRESENCE if is_self else WRITE
    if not (is_self and written.presence == "offline") and not caller.scopes & {needed, WRITE}:
        raise Forbidden(needed)
    after = await routing.presence_commands.report(
        caller.brand, employee_id, written.presence, keep_assignments=written.keep_assignments
    )
    return _answer(after, routing.clock.now_of(caller.brand), response)


@router.put("/{employee}/shifts", **needs(WRITE, refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]))
async def put_employee_shifts(
    employee: KnownEmployee,
    written: http.ShiftsUpdate,
    caller: Caller,
    routing: Running,
    response: Response,
    expected: Annotated[int | None, Depends(if_match)],
) -> http.Employee:
    """Set all shifts of an employee."""
    rule = partial(_with_shifts, shifts_of(written.shifts), expected)
    return await _change(routing, caller.brand, employee, rule, response)


async def _change(routing: Routing, brand: str, employee: str, rule: Rule, response: Response) -> http.Employee:
    _, after = await routing.employee_commands.change(brand, employee, rule)
    return _answer(after, routing.clock.now_of(brand), response)


def _with_shifts(shifts: tuple[Shift, ...], expected: int | None, employee: Employee) -> Employee:
    if expected is not None and expected != employee.version:
        raise PreconditionFailed(etag(employee.version))
    return replace(employee, shifts=shifts)


def _answer(employee: Employee | None, now: datetime, response: Response) -> http.Employee:
    if employee is None:
        raise NotFound
    response.headers["ETag"] = etag(employee.version)
    return employee_view(employee, now)
