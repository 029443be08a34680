"""Certificates: the catalogue, and those an employee holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from chassis.auth import Caller, Principal
from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, etag, if_match, page_of_whole, page_within
from chassis.http.problem import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import routing as http
from services.routing.application.certificate_commands import Issuing
from services.routing.http.certificate_presenters import definition_of, definition_view, held_view
from services.routing.http.dependencies import SIGN_OF_LIFE, Running
from services.routing.http.employees import READ, WRITE, EmployeeOrMe, KnownEmployee

router = APIRouter(dependencies=SIGN_OF_LIFE)

DEFINE = "rules:write"
HELD = "/v1/employees/{employee}/certificates"
CertificateId = Annotated[
    str, Path(pattern=http.ID_PATTERN, description="The id of the certificate, which rules and guidelines name.")
]
KnownCertificate = Annotated[str, Path(description="The id of a certificate there is.")]


@router.get("/v1/certificates", **needs_no_scope())
async def list_certificates(
    caller: Caller, routing: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.CertificateDefinition]:
    """The brand's certificates by id; every person may read what there is to earn."""
    position = after_id(cursor) or ""
    definitions = await routing.stores.catalogue.definitions(caller.brand)
    ids = [id_ for id_ in sorted(definitions) if id_ > position]
    return page_within(ids, limit, lambda id_: definition_view(definitions[id_]), lambda id_: [id_])


@router.get("/v1/certificates/{certificate}", **needs_no_scope(refuses=[NotFound], headers=[ETAG]))
async def get_certificate(
    certificate: KnownCertificate, caller: Caller, routing: Running, response: Response
) -> http.CertificateDefinition:
    """One certificate."""
    definition = (await routing.stores.catalogue.named(caller.brand, [certificate])).get(certificate)
    if definition is None:
        raise NotFound
    response.headers["ETag"] = etag(definition.version)
    return definition_view(definition)


@router.put("/v1/certificates/{certificate}", **needs(DEFINE, refuses=[Conflict, PreconditionFailed], headers=[ETAG]))
async def put_certificate(
    certificate: CertificateId,
    body: http.CertificateDefinitionUpdate,
    caller: Caller,
    routing: Running,
    response: Response,
    expected: Annotated[int | None, Depends(if_match)],
) -> http.CertificateDefinition:
    """Describe a certificate; those held already keep what they gave when they were issued."""
    written = await routing.certificate_commands.define(caller.brand, definition_of(certificate, body), expected)
    response.headers["ETag"] = etag(written.version)
    return definition_view(written)


@router.get(HELD, **needs_no_scope(refuses=[Forbidden, NotFound]))
async def list_employee_certificates(
    employee: EmployeeOrMe, caller: Caller, routing: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.HeldCertificate]:
    """What an employee holds and held; every person may read their own, others' with employees:read or :write."""
    entry = await routing.stores.employees.get(caller.brand, readable(employee, caller))
    if entry is None:
        raise NotFound
    now = routing.clock.now_of(caller.brand)
    return page_of_whole([held_view(each, now) for each in entry.certificates], limit, cursor)


@router.post(HELD, status_code=201, **needs(WRITE, refuses=[Forbidden, NotFound, Conflict, Invalid]))
async def issue_employee_certificate(
    employee: KnownEmployee, body: http.HeldCertificateCreate, caller: Caller, routing: Running
) -> http.HeldCertificate:
    """Give an employee a certificate, with the reason; only a person can. What they held of it is replaced."""
    issuing = Issuing(body.certificate, body.reason, body.evidence, body.expires_at)
    held = await routing.certificate_commands.issue(caller.brand, employee, issuing, _person(caller))
    return held_view(held, routing.clock.now_of(caller.brand))


@router.post(HELD + "/{certificate}/revoke", **needs(WRITE, refuses=[Forbidden, NotFound, Conflict]))
async def revoke_employee_certificate(
    employee: KnownEmployee,
    certificate: KnownCertificate,
    body: http.RevocationCreate,
    caller: Caller,
    routing: Running,
) -> http.HeldCertificate:
    """Take a certificate back at once: offers that need it are withdrawn, accepting and replying are refused."""
    held = await routing.certificate_commands.revoke(caller.brand, employee, certificate, _person(caller), body.reason)
    return held_view(held, routing.clock.now_of(caller.brand))


def readable(employee: str, caller: Principal) -> str:
    """The employee a caller reads about: themselves, or others with a scope; raises Forbidden."""
    employee_id = caller.subject if employee == "me" else employee
    is_self = caller.kind == "person" and employee_id == caller.subject
    if not is_self and not caller.scopes & {READ, WRITE}:
        raise Forbidden(READ)
    return employee_id


def _person(caller: Principal) -> str:
    if caller.kind != "person":
        raise Forbidden(WRITE, "Certificates are issued and revoked by a person, who answers for it.")
    return caller.subject
