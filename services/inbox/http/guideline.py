"""The guideline: in force, in its versions, as a draft to try, and as a check of a text."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from channels.registry import all_channels
from chassis.auth import Caller, Principal
from chassis.http.answers import ETAG
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit, page_within
from chassis.http.problem import NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import inbox as http
from contracts.http.moment import Moment
from services.inbox.application.errors import MayNotRead
from services.inbox.application.guidelines import Wording
from services.inbox.application.reading_access import SCOPE
from services.inbox.application.records import RuleVersion
from services.inbox.application.rulebook import ADAPTERS, whole
from services.inbox.domain.ability import ABILITY_OF, LISTEN, SHARE
from services.inbox.domain.guideline_scope import Situation
from services.inbox.domain.guideline_text import text_hash
from services.inbox.http import presenters as shown
from services.inbox.http.dependencies import IfMatch, Running, tag
from services.inbox.http.guideline_faults import require_sound
from services.inbox.http.rules import READ, put_rules

router = APIRouter(prefix="/v1")

GuidelineNumber = Annotated[int, Path(ge=1, le=2**31, description="The version's number, from the list.")]


@router.get("/guideline", **READ)
async def get_guideline(caller: Caller, inbox: Running, response: Response) -> http.Guideline:
    """The guideline in force."""
    rules = await inbox.rulebook.current(caller.brand, "guideline")
    tag(response, await inbox.rulebook.last(caller.brand, "guideline"))
    return http.Guideline.model_validate(rules)


@router.put("/guideline", **needs("rules:write", refuses=[PreconditionFailed], headers=[ETAG]))
async def put_guideline(
    body: http.GuidelineUpdate,
    caller: Caller,
    inbox: Running,
    response: Response,
    version: IfMatch,
    effective_at: Annotated[
        Moment | None, Query(description="From when it is in force; left out, or past: from now on.")
    ] = None,
) -> http.Guideline:
    """Make the next version of the guideline; a freedom lifts rules that are in it.

    Who lets others read what is public (`listening`) may read conversations themselves.
    """
    if body.listening is not None and SCOPE not in caller.scopes:
        raise MayNotRead
    require_sound(body, await _unearnable(inbox, caller, body), all_channels())
    plain = body.model_dump(mode="json")
    rules = await put_rules(inbox, caller, "guideline", plain, version, response, effective_at)
    return http.Guideline.model_validate(rules)


@router.get("/guideline/versions", **needs("conversations:read", "rules:write"))
async def list_guideline_versions(
    caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.GuidelineVersion]:
    """Who wrote which version when, the newest first; the guideline a brand begins with is in nobody's name."""
    before = int(Cursor.decode(cursor, (int,))[0]) if cursor is not None else None
    versions = await inbox.history.versions(caller.brand, before, limit + 1)
    in_force = (await inbox.rulebook.current(caller.brand, "guideline"))["version"]
    return page_within(versions, limit, lambda each: _version(each, in_force), lambda each: (each.version,))


@router.get("/guideline/versions/{version}", **needs("conversations:read", "rules:write", refuses=[NotFound]))
async def get_guideline_version(
    version: GuidelineNumber, caller: Caller, inbox: Running
) -> http.GuidelineVersionDetail:
    """One version with all it says."""
    stored = await inbox.history.version(caller.brand, version)
    in_force = (await inbox.rulebook.current(caller.brand, "guideline"))["version"]
    summary = _version(stored, in_force).model_dump()
    return http.GuidelineVersionDetail(**summary, guideline=http.Guideline.model_validate(whole(stored)))


@router.get("/guideline/versions/{version}/changes", **needs("conversations:read", "rules:write", refuses=[NotFound]))
async def list_guideline_changes(
    version: GuidelineNumber,
    caller: Caller,
    inbox: Running,
    since: Annotated[
        int | None, Query(ge=1, le=2**31, description="The version to compare with; left out, the one before.")
    ] = None,
) -> http.GuidelineDifference:
    """What changed from one version to another, rule by rule."""
    from_ = since or max(1, version - 1)
    changes = await inbox.history.difference(caller.brand, from_, version)
    items = tuple(http.GuidelineChange.model_validate(each, from_attributes=True) for each in changes)
    return http.GuidelineDifference(since=from_, until=version, changes=items)


@router.post("/guideline/preview", **needs("rules:write"))
async def preview_guideline(body: http.GuidelinePreviewCreate, caller: Caller, inbox: Running) -> http.GuidelinePreview:
    """Try a draft on the newest replies: which it would have stopped, and which freed."""
    require_sound(body.guideline, await _unearnable(inbox, caller, body.guideline), all_channels(), "/guideline")
    found = await inbox.history.preview(caller.brand, body.guideline.model_dump(mode="json"), body.replies)
    return http.GuidelinePreview(
        looked_at=found.looked_at,
        stopped=tuple(shown.judged_anew(each, each.then) for each in found.stopped),
        freed=tuple(shown.judged_anew(each, each.now) for each in found.freed),
    )


@router.post("/guideline/check", **needs("replies:write", refuses=[NotFound]))
async def check_text(body: http.CheckCreate, caller: Caller, inbox: Running) -> http.Check:
    """Hold a text against the guideline without sending it."""
    described = Situation(body.channel, body.visibility, "respond", 50, body.topics)
    return shown.check(
        await inbox.replies.check(caller, Wording(body.text, body.voice, body.card), body.conversation, described)
    )


async def _unearnable(inbox: Running, caller: Principal, body: http.GuidelineUpdate) -> frozenset[str]:
    asked = {ABILITY_OF[rule.voice] for rule in body.abilities}
    asked |= {SHARE} if any(rule.share_cards for rule in body.abilities) else set()
    asked |= {LISTEN} if body.listening is not None else set()
    return await inbox.guidelines.unearnable(caller.brand, asked)


def _version(stored: RuleVersion, in_force: int) -> http.GuidelineVersion:
    made: datetime = stored.at
    return http.GuidelineVersion(
        version=stored.version,
        made_at=made,
        made_by=stored.by,
        effective_at=stored.effective_at or made,
        in_force=stored.version == in_force,
        text_hash=text_hash(ADAPTERS["guideline"].validate_python(stored.body)),
    )
