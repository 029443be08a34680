"""The hub's board over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from chassis.auth import Caller
from chassis.http.scopes import needs
from contracts.http import inbox as http
from services.inbox.application.engagement_board import EngagementWindow
from services.inbox.application.engagement_counts import RuleCount
from services.inbox.http.campaigns import departments_of, total_of
from services.inbox.http.dependencies import Running

router = APIRouter(prefix="/v1/engagement")


@router.get("/board", **needs("replies:approve", "measures:read"))
async def get_engagement_board(caller: Caller, inbox: Running) -> http.EngagementBoard:
    """What waits for approval, which guideline is in force, how far its reading is, and what came of it lately."""
    board = await inbox.board.of(caller.brand)
    return http.EngagementBoard(
        waiting=board.waiting,
        oldest_waiting_since=board.oldest,
        oldest_waiting_seconds=(board.at - board.oldest).total_seconds() if board.oldest is not None else None,
        guideline_version=board.guideline_version,
        reading=tuple(
            http.BoardReading(
                campaign=campaign.number,
                guideline_version=campaign.guideline_version,
                due_at=campaign.due_at,
                total=total_of(departments_of(counts)),
            )
            for campaign, counts in board.reading
        ),
        windows=tuple(_window(each) for each in board.windows),
    )


def _window(window: EngagementWindow) -> http.BoardWindow:
    return http.BoardWindow(
        days=window.days,
        since=window.since,
        rules_fired=tuple(_rule(each) for each in window.rules.fired),
        rules_overridden=tuple(_rule(each) for each in window.rules.overridden),
        answers=tuple(
            http.BoardAnswers(department=department, sent=sent)
            for department, sent in sorted(window.answers.items(), key=lambda row: (-row[1], row[0] or ""))
        ),
        answerers=window.answerers,
        outside_care_share=window.outside_care,
        engagement=tuple(
            http.BoardEngagement(department=department, people=each.people, answered=each.answered)
            for department, each in sorted(window.engagement.items(), key=lambda row: (-row[1].people, row[0] or ""))
        ),
    )


def _rule(count: RuleCount) -> http.BoardRule:
    return http.BoardRule.model_validate(count, from_attributes=True)
