"""Reading campaigns: begun and closed by who runs them, answered by everybody for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from chassis.auth import Caller
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit, after_id, page_within
from chassis.http.problem import Conflict, FieldError, Invalid, NotFound
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import inbox as http
from services.inbox.application.campaign_queries import Asked
from services.inbox.application.campaign_store import Counts
from services.inbox.domain.campaign import Acceptance, Campaign
from services.inbox.domain.guideline_text import text_hash, text_in
from services.inbox.http.dependencies import Running

router = APIRouter(prefix="/v1/guideline")

CampaignNumber = Annotated[int, Path(ge=1, le=2**31, description="The campaign's `number`.")]
PersonId = Annotated[str, Path(max_length=128, description="Who asked for it: the id of an employee.")]


@router.post("/campaigns", status_code=201, **needs("rules:write", refuses=[NotFound]))
async def create_reading_campaign(
    body: http.ReadingCampaignCreate, caller: Caller, inbox: Running
) -> http.ReadingCampaign:
    """Ask people to read a version of the guideline and accept it until it is due."""
    made = await inbox.campaigns.begin(caller, body.guideline_version, body.departments, body.due_at, body.remind_at)
    return _campaign(made)


@router.get("/campaigns", **needs("rules:write", "people:write"))
async def list_reading_campaigns(
    caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.ReadingCampaign]:
    """Campaigns, the newest first."""
    before = int(Cursor.decode(cursor, (int,))[0]) if cursor is not None else None
    found = await inbox.campaign_queries.before(caller.brand, before, limit + 1)
    return page_within(found, limit, _campaign, lambda each: (each.number,))


@router.get("/campaigns/{campaign}", **needs("rules:write", "people:write", refuses=[NotFound]))
async def get_reading_campaign(campaign: CampaignNumber, caller: Caller, inbox: Running) -> http.ReadingCampaignDetail:
    """One campaign with its figures by department."""
    found = await inbox.campaign_queries.get(caller.brand, campaign)
    counts = await inbox.campaign_queries.counts(found)
    rows = departments_of(counts)
    return http.ReadingCampaignDetail(**_campaign(found).model_dump(), by_department=tuple(rows), total=total_of(rows))


@router.post("/campaigns/{campaign}/close", **needs("rules:write", refuses=[NotFound]))
async def close_reading_campaign(campaign: CampaignNumber, caller: Caller, inbox: Running) -> http.ReadingCampaign:
    """End a campaign: it asks nobody any more, and what it kept from people they get back. Again, it stays closed."""
    return _campaign(await inbox.campaigns.close(caller.brand, campaign))


@router.get("/campaigns/{campaign}/people", **needs("rules:write", "people:write", refuses=[NotFound]))
async def list_reading_people(
    campaign: CampaignNumber,
    caller: Caller,
    inbox: Running,
    state: Annotated[http.AcceptanceState, Query(description="People of this state alone.")] = "pending",
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.ReaderAcceptance]:
    """The people of a campaign who are in one state, by their id."""
    people = await inbox.campaign_queries.people(caller.brand, campaign, state, after_id(cursor), limit + 1)
    return page_within(people, limit, _acceptance, lambda each: (each.person,))


@router.post("/campaigns/{campaign}/people/{person}/exception", **needs("rules:write", refuses=[NotFound, Conflict]))
async def decide_reading_exception(
    campaign: CampaignNumber, person: PersonId, body: http.ExceptionDecisionCreate, caller: Caller, inbox: Running
) -> http.ReaderAcceptance:
    """Grant or refuse the exception somebody asked for while the campaign is open; nobody decides on their own."""
    decided = await inbox.campaigns.decide(caller, campaign, person, exempt=body.exempt, reason=body.reason)
    return _acceptance(decided.acceptance)


@router.get("/reading", **needs_no_scope())
async def get_guideline_reading(
    caller: Caller,
    inbox: Running,
    request: Request,
    language: Annotated[
        str | None,
        Query(max_length=35, description="The language to read in (BCP 47); left out: the first of `Accept-Language`."),
    ] = None,
) -> http.GuidelineReading:
    """The guideline in one's own language, what it asks, and what one may do now."""
    asked = await inbox.campaign_queries.asked(caller.brand, caller.subject)
    return await _reading(inbox, caller.brand, caller.subject, language or _preferred(request), asked)


@router.post("/reading", **needs_no_scope(refuses=[Conflict]))
async def answer_guideline_reading(
    body: http.ReadingAnswerCreate, caller: Caller, inbox: Running, request: Request
) -> http.GuidelineReading:
    """Accept the text one has read, decline it, or ask for an exception; saying the same again changes nothing."""
    if body.decision != "accepted" and body.reason is None:
        raise Invalid([FieldError("/reason", "is needed unless the text is accepted", "missing")])
    await inbox.campaigns.answer(caller, body.text_hash, body.decision, body.reason)
    asked = await inbox.campaign_queries.asked(caller.brand, caller.subject)
    return await _reading(inbox, caller.brand, caller.subject, _preferred(request), asked)


def _preferred(request: Request) -> str | None:
    first = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip()
    return first if first and first != "*" else None


async def _reading(
    inbox: Running, brand: str, person: str, language: str | None, asked: list[Asked]
) -> http.GuidelineReading:
    guideline = await inbox.rulebook.guideline(brand)
    words, hashed = text_in(guideline, language), text_hash(guideline)
    return http.GuidelineReading(
        version=guideline.version,
        text_hash=hashed,
        duties=tuple(http.ReadingClause.model_validate(each, from_attributes=True) for each in words.duties),
        freedoms=tuple(http.ReadingClause.model_validate(each, from_attributes=True) for each in words.freedoms),
        asked=tuple(
            http.ReadingAsked(
                campaign=campaign.number,
                text_hash=campaign.text_hash,
                due_at=campaign.due_at,
                state=acceptance.state,
                reason=acceptance.reason,
            )
            for campaign, acceptance in asked
        ),
        left=await inbox.campaign_queries.left_to(brand, person, hashed) or "everything",
    )


def _campaign(value: Campaign) -> http.ReadingCampaign:
    fields = {name: getattr(value, name) for name in http.ReadingCampaign.model_fields if name != "without_acceptance"}
    return http.ReadingCampaign(**fields, without_acceptance=value.without)


def _acceptance(value: Acceptance) -> http.ReaderAcceptance:
    return http.ReaderAcceptance.model_validate(value, from_attributes=True)


def departments_of(counts: Mapping[str | None, Counts]) -> list[http.DepartmentReading]:
    """The departments of an audience, in the order of their names."""
    return [_department(name, counts[name]) for name in sorted(counts, key=lambda each: each or "")]


def total_of(rows: Sequence[http.DepartmentReading]) -> http.DepartmentReading:
    """The departments of an audience together."""
    names = [name for name in http.DepartmentReading.model_fields if name != "department"]
    return http.DepartmentReading(department=None, **{name: sum(getattr(row, name) for row in rows) for name in names})


def _department(name: str | None, counts: Counts) -> http.DepartmentReading:
    said = counts.answered
    return http.DepartmentReading(
        department=name,
        people=counts.people,
        accepted=said.get("accepted", 0),
        declined=said.get("declined", 0),
        exception_asked=said.get("exception_asked", 0),
        exempt=said.get("exempt", 0),
        pending=max(0, counts.people - sum(said.values())),
    )
