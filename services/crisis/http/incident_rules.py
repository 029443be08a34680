"""Routes on incident rules and what each made of signals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status

from chassis.http.answers import ETAG
from chassis.http.paging import Page, PageCursor, PageLimit, after, etag, page_of, page_of_whole
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import crisis as http
from contracts.http.moment import Moment
from services.crisis.domain.incident_rule import IncidentRule, RuleThen, RuleWhen, SignalCondition
from services.crisis.domain.rule_evaluation import RuleEvaluation
from services.crisis.http.dependencies import Application, Store, VersionedCommander
from services.crisis.http.presenters import fields

router = APIRouter()
RuleId = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="Names it in proposed incidents and here.")
]


@router.get("/v1/incident-rules", **needs("incidents:read"))
async def list_incident_rules(
    store: Store, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.IncidentRule]:
    """All incident rules of the brand, by id."""
    return page_of_whole([_view(each) for each in await store.incident_rules.all()], limit, cursor)


@router.get("/v1/incident-rules/{rule}", **needs("incidents:read", refuses=[NotFound], headers=[ETAG]))
async def get_incident_rule(rule: RuleId, response: Response, store: Store) -> http.IncidentRule:
    """One incident rule."""
    stored = await store.incident_rules.find(rule)
    if stored is None:
        raise NotFound
    return _tagged(stored, response)


@router.put("/v1/incident-rules/{rule}", **needs("rules:write", refuses=[Conflict, PreconditionFailed], headers=[ETAG]))
async def put_incident_rule(
    rule: RuleId,
    body: http.IncidentRuleUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.IncidentRule:
    """Write a whole incident rule, of 50 at most; it judges the signals that come from then on."""
    return _tagged(await application.incident_rules.write(commander, _rule_of(rule, body)), response)


@router.delete(
    "/v1/incident-rules/{rule}",
    status_code=status.HTTP_204_NO_CONTENT,
    **needs("rules:write", refuses=[NotFound, Conflict, PreconditionFailed]),
)
async def delete_incident_rule(rule: RuleId, commander: VersionedCommander, application: Application) -> None:
    """Remove an incident rule; what it proposed still waits for an answer."""
    await application.incident_rules.remove(commander, rule)


@router.get("/v1/incident-rules/{rule}/evaluations", **needs("incidents:read", refuses=[NotFound]))
async def list_rule_evaluations(
    rule: RuleId,
    store: Store,
    since: Annotated[
        Moment | None, Query(description="Those from this time on; without it, all that are kept.")
    ] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.RuleEvaluation]:
    """What the rule made of signals where a condition held, newest first: which conditions held, which not, and why."""
    if await store.incident_rules.find(rule) is None:
        raise NotFound
    found = await store.rule_evaluations.of_rule(rule, since, limit, after(cursor, datetime))
    return page_of(found.items, _evaluation_view, found.next)


def _rule_of(id_: str, body: http.IncidentRuleUpdate) -> IncidentRule:
    conditions = tuple(SignalCondition(**each.model_dump()) for each in body.when.signals)
    then = body.then.model_dump(exclude={"open_seconds"} if body.then.open_seconds is None else None)
    when = RuleWhen(body.when.match, conditions, body.when.within_seconds)
    return IncidentRule(id_, body.name, when, RuleThen(**then), body.enabled)


def _tagged(rule: IncidentRule, response: Response) -> http.IncidentRule:
    response.headers["ETag"] = etag(rule.version)
    return _view(rule)


def _view(rule: IncidentRule) -> http.IncidentRule:
    return http.IncidentRule.model_validate(fields(rule))


def _evaluation_view(evaluation: RuleEvaluation) -> http.RuleEvaluation:
    return http.RuleEvaluation.model_validate(fields(evaluation))
