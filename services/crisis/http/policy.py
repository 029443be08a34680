"""Routes on what a brand decides beforehand: the crisis policy and the playbooks, versioned data."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from chassis.auth import Caller
from chassis.http.paging import Page, etag, if_match
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http.crisis import DetectorBody, PlaybookBody, PlaybookView, Policy, PolicyBody
from services.crisis.application.commands import Stale
from services.crisis.application.unit import Unit, in_unit
from services.crisis.domain.detector import DetectorConfig
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK, Playbook, Step
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.http.parts import PartsOf, problems, who
from services.crisis.persistence.documents import as_json, document, value

router = APIRouter(tags=["crisis"])
Expected = Annotated[int | None, Depends(if_match)]
PlaybookId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


@router.get("/v1/crisis-policy", **needs("incidents:read"))
async def read_policy(response: Response, caller: Caller, parts: PartsOf) -> Policy:
    """The brand's crisis policy; version 0 is the default nobody wrote."""
    policy = await parts.store.policy(caller.brand)
    response.headers["ETag"] = etag(policy.version)
    return _view(policy)


@router.put("/v1/crisis-policy", **needs("rules:write"))
async def write_policy(
    body: PolicyBody, request: Request, response: Response, caller: Caller, parts: PartsOf, expected: Expected
) -> Policy:
    """Write the whole policy; it rules from the next bucket on, escalations under way keep theirs."""

    async def work(unit: Unit) -> CrisisPolicy:
        before = await unit.store.policy(caller.brand, unit.session)
        if expected is not None and expected != before.version:
            raise Stale(before.version)
        policy = _policy(body, before.version + 1, parts.settings.detector())
        policies, versions = unit.store["policies"], unit.store["policy_versions"]
        kept = document(policy)
        await policies.write([policies.replace(caller.brand, "policy", kept, upsert=True)], session=unit.session)
        past = {**kept, "by": caller.subject, "at": unit.now}
        await versions.write([versions.insert(caller.brand, str(policy.version), past)], session=unit.session)
        return policy

    with problems():
        policy = await in_unit(parts, caller.brand, who(request, caller).command, caller.subject, work)
    response.headers["ETag"] = etag(policy.version)
    return _view(policy)


@router.get("/v1/playbooks", **needs("incidents:read"))
async def list_playbooks(caller: Caller, parts: PartsOf) -> Page[PlaybookView]:
    """All playbooks of the brand, the built-in one among them until it is replaced."""
    found = await parts.store.many("playbooks", Playbook, caller.brand, {}, sort=[("_id", 1)], limit=500)
    if all(playbook.id != DEFAULT_PLAYBOOK.id for playbook in found):
        found = [DEFAULT_PLAYBOOK, *found]
    return Page[PlaybookView](items=[_playbook_view(playbook) for playbook in found])


@router.get("/v1/playbooks/{playbook}", **needs("incidents:read"))
async def read_playbook(playbook: PlaybookId, response: Response, caller: Caller, parts: PartsOf) -> PlaybookView:
    """One playbook."""
    found = await parts.store.playbook(caller.brand, playbook)
    if found is None:
        raise NotFound
    response.headers["ETag"] = etag(found.version)
    return _playbook_view(found)


@router.put("/v1/playbooks/{playbook}", **needs("rules:write"))
async def write_playbook(
    playbook: PlaybookId,
    body: PlaybookBody,
    request: Request,
    response: Response,
    caller: Caller,
    parts: PartsOf,
    expected: Expected,
) -> PlaybookView:
    """Write a whole playbook; incidents that run keep their copy."""

    async def work(unit: Unit) -> Playbook:
        before = await unit.store.playbook(caller.brand, playbook, unit.session)
        version = before.version if before is not None else 0
        if expected is not None and expected != version:
            raise Stale(version)
        steps = tuple(Step(step.title, step.instructions, step.due_seconds) for step in body.steps)
        written = Playbook(playbook, body.title, version + 1, steps, tuple(sorted(body.statements.items())))
        playbooks = unit.store["playbooks"]
        await playbooks.write(
            [playbooks.replace(caller.brand, playbook, document(written), upsert=True)], session=unit.session
        )
        return written

    with problems():
        written = await in_unit(parts, caller.brand, who(request, caller).command, caller.subject, work)
    response.headers["ETag"] = etag(written.version)
    return _playbook_view(written)


def _policy(body: PolicyBody, version: int, defaults: DetectorConfig) -> CrisisPolicy:
    said: dict[str, Any] = body.model_dump(exclude={"detector"})
    said["callout"]["skills"] = tuple(sorted(body.callout.skills.items()))
    wishes = body.detector.model_dump(exclude_none=True)
    detector = replace(defaults, version=defaults.version + version, **wishes)
    return value(CrisisPolicy, {**said, "version": version, "detector": document(detector)})


def _view(policy: CrisisPolicy) -> Policy:
    said = as_json(policy)
    said["callout"]["skills"] = dict(policy.callout.skills)
    said["detector"] = {name: said["detector"][name] for name in DetectorBody.model_fields}
    return Policy.model_validate(said)


def _playbook_view(playbook: Playbook) -> PlaybookView:
    said = as_json(playbook)
    return PlaybookView.model_validate({**said, "statements": dict(playbook.statements)})
