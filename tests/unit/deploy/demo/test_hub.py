"""The hub of the scenario takes a page by the link in its mail, and four eyes answer the largest story."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from deploy.demo import hub as hub_module
from deploy.demo.board import DemoBoard
from deploy.demo.cast import Company
from deploy.demo.hub import Hub
from deploy.local.api import Api

LINK = "http://127.0.0.1:8800/v1/notice-links/aurora_abc"


class Calls:
    """An API that keeps what it was asked; the inbox hears of the story at the second try."""

    def __init__(self) -> None:
        self.asked: list[tuple[str | None, str, str]] = []
        self._drafts = 0

    async def __call__(self, key: str | None, method: str, path: str, body: object = None) -> dict[str, Any] | None:
        self.asked.append((key, method, path))
        if path.startswith("/v1/stories"):
            return {"items": [{"id": "s1", "example": "Is it true?"}]}
        if path == "/v1/story-answers":
            self._drafts += 1
            return {"id": "a1"} if self._drafts > 1 else None
        if path == "/v1/forecast":
            return self._forecast()
        return {"id": "a1"}

    def _forecast(self) -> dict[str, Any] | None:
        """Too little has been counted at first."""
        asked = [path for _, _, path in self.asked if path == "/v1/forecast"]
        return {"points": [{"messages": {"low": 1.0, "high": 9.0}}]} if len(asked) > 2 else None


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    for name in ("READ_SECONDS", "STORY_SECONDS", "AHEAD_SECONDS", "ASKED_AGAIN_SECONDS"):
        monkeypatch.setattr(hub_module, name, 0.0)
    return Calls()


def a_hub(calls: Calls) -> Hub:
    keys = {role: role for role in ("community_manager", "strategist", "social_media_manager")}
    return Hub(calls, Company("aurora", Api("http://127.0.0.1:1"), keys=keys), DemoBoard())


def a_mail(text: str) -> bytes:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "marco@aurora.example", "[aurora] You are paged"
    mail.set_content(text)
    return mail.as_bytes()


async def test_a_page_is_taken_by_the_link_of_its_mail_without_a_key(calls: Calls) -> None:
    hub = a_hub(calls)
    link = hub.mail(a_mail(f"You are paged.\n\nTake it:\n{LINK}\n"))
    assert link == "/v1/notice-links/aurora_abc"
    await hub.take(link)
    assert calls.asked == [(None, "POST", link)]
    assert hub.mails == [("marco@aurora.example", "[aurora] You are paged")]


def test_a_mail_without_a_link_is_kept_and_asks_nothing(calls: Calls) -> None:
    hub = a_hub(calls)
    assert hub.mail(a_mail("Learn it in Muster.")) is None
    assert len(hub.mails) == 1


async def test_who_writes_the_answer_does_not_approve_it(calls: Calls) -> None:
    hub = a_hub(calls)
    await hub.answer_story()
    by_path = {path.rpartition("/")[2]: key for key, _, path in calls.asked}
    assert by_path["submit"] == by_path["start"] == "community_manager"
    assert by_path["approve"] == "strategist"
    assert hub.answer == {"id": "a1"}


async def test_a_forecast_is_asked_for_until_enough_is_counted(calls: Calls) -> None:
    hub = a_hub(calls)
    await hub.look_ahead()
    assert hub.forecast is not None
    assert [second for second, words in hub.board.news if "1 to 9 messages" in words] == [0.0]
