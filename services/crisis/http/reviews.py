"""Routes on the review of an incident: read as JSON or as a page, written, and held."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import etag
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import crisis as http
from services.crisis.domain.review_page import as_markdown
from services.crisis.domain.review_record import ReviewFinding, ReviewRecord
from services.crisis.http.dependencies import Application, IncidentId, VersionedCommander
from services.crisis.http.incidents import COMMAND, tagged
from services.crisis.http.presenters import record_view, review_view

router = APIRouter(prefix="/v1/incidents/{incident}/review")
MARKDOWN = "text/markdown"


@router.get(
    "",
    **needs("incidents:read", refuses=[NotFound, Conflict], headers=[ETAG]),
    response_model=http.Review,
    responses={200: {"content": {MARKDOWN: {}}}},
)
async def get_incident_review(
    incident: IncidentId, request: Request, response: Response, caller: Caller, application: Application
) -> http.Review | Response:
    """Who did what when, how much it was and what it cost; as JSON, or as a page with `Accept: text/markdown`.

    The ETag is the version of its `record`.
    """
    review = await application.queries.review(caller.brand, incident)
    tag = etag(review.record.version)
    if MARKDOWN in request.headers.get("accept", ""):
        return Response(as_markdown(review), media_type=f"{MARKDOWN}; charset=utf-8", headers={"ETag": tag})
    response.headers["ETag"] = tag
    return review_view(review)


@router.put("", **COMMAND)
async def put_incident_review(
    incident: IncidentId,
    body: http.ReviewUpdate,
    response: Response,
    commander: VersionedCommander,
    application: Application,
) -> http.ReviewRecord:
    """Write who owns the review, by when it is held, and what was found; whole."""
    findings = tuple(ReviewFinding(each.title, each.owner, each.due_at, each.done) for each in body.findings)
    record = ReviewRecord(incident, body.owner, body.due_at, body.summary, findings)
    written = await application.reviews.write(commander, record)
    response.headers["ETag"] = etag(written.version)
    return record_view(written)


@router.post("", **COMMAND)
async def close_incident_review(
    incident: IncidentId, response: Response, commander: VersionedCommander, application: Application
) -> http.Incident:
    """Say that the review was held: stood down becomes reviewed."""
    return tagged(await application.commands.move(commander, incident, "review"), response)
