"""The rules in their versions: triage and SLA policy; the guideline is written in the same way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response

from channels.registry import all_channels
from chassis.auth import Caller, Principal
from chassis.errors import VersionConflict
from chassis.http.answers import ETAG
from chassis.http.paging import etag
from chassis.http.problem import PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import inbox as http
from services.inbox.application.records import RuleKind
from services.inbox.http.dependencies import IfMatch, Running, tag
from services.inbox.http.sla_faults import require_meetable

router = APIRouter(prefix="/v1")

READ = needs("conversations:read", "rules:write", headers=[ETAG])
WRITE = needs("rules:write", refuses=[PreconditionFailed], headers=[ETAG])


async def _current(inbox: Running, caller: Principal, kind: RuleKind, response: Response) -> dict[str, Any]:
    rules = await inbox.rulebook.current(caller.brand, kind)
    tag(response, rules["version"])
    return rules


async def put_rules(
    inbox: Running,
    caller: Principal,
    kind: RuleKind,
    body: dict[str, Any],
    version: int | None,
    response: Response,
    effective_at: datetime | None = None,
) -> dict[str, Any]:
    """The next version; with If-Match only when it follows the one that was read."""
    current = await inbox.rulebook.last(caller.brand, kind)
    if version is not None and version != current:
        raise PreconditionFailed(etag(current))
    try:
        rules = await inbox.rulebook.put(
            caller.brand, kind, body, after=current, by=caller.subject, effective_at=effective_at
        )
    except VersionConflict:
        raise PreconditionFailed(etag(current + 1)) from None
    tag(response, rules["version"])
    return rules


@router.get("/triage-rules", **READ)
async def get_triage_rules(caller: Caller, inbox: Running, response: Response) -> http.TriageRules:
    """The triage chart in force."""
    return http.TriageRules.model_validate(await _current(inbox, caller, "triage", response))


@router.put("/triage-rules", **WRITE)
async def put_triage_rules(
    body: http.TriageRulesUpdate, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.TriageRules:
    """Make the next version of the triage chart."""
    rules = await put_rules(inbox, caller, "triage", body.model_dump(mode="json"), version, response)
    return http.TriageRules.model_validate(rules)


@router.get("/sla-policy", summary="Get the SLA policy", **READ)
async def get_sla_policy(caller: Caller, inbox: Running, response: Response) -> http.SlaPolicy:
    """The promises in force."""
    return http.SlaPolicy.model_validate(await _current(inbox, caller, "sla", response))


@router.put("/sla-policy", summary="Put the SLA policy", **WRITE)
async def put_sla_policy(
    body: http.SlaPolicyUpdate, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.SlaPolicy:
    """Make the next version of the promises; clocks that run keep the one they began with."""
    topics = (await inbox.rulebook.of(caller.brand)).triage.topic_terms
    require_meetable(body, topics, all_channels())
    rules = await put_rules(inbox, caller, "sla", body.model_dump(mode="json"), version, response)
    return http.SlaPolicy.model_validate(rules)
