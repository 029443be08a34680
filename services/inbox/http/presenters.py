"""Documents as the API shows them."""

from __future__ import annotations

from typing import Any

from contracts.http import inbox as http
from services.inbox.domain.guideline import Check, Freedom
from services.inbox.persistence.documents import Document, id_of


def conversation(document: Document) -> http.ConversationShown:
    """A conversation in a list."""
    return http.ConversationShown.model_validate({**document, "id": id_of(document)})


def conversation_detail(document: Document, incidents: list[dict[str, Any]], beside: Check) -> http.ConversationDetail:
    """A conversation with what stands beside it."""
    asked = [violation.why for violation in beside.violations if violation.code == "approval_needed"]
    shown = {
        **document,
        "id": id_of(document),
        "incidents": [incident(each, document.get("language")) for each in incidents],
        "guideline": http.GuidelineBeside(
            version=beside.guideline_version,
            freedoms=freedoms(beside.freedoms),
            approval_needed=bool(asked),
            why=tuple(asked),
        ),
    }
    return http.ConversationDetail.model_validate(shown)


def incident(document: Document, language: str | None) -> http.IncidentShown:
    """An incident with its statements, those in the contact's language first."""
    statements = [http.StatementShown(id=id_, **statement) for id_, statement in document.get("statements", {}).items()]
    statements.sort(key=lambda each: each.language != language)
    plain = {name: document[name] for name in ("title", "severity", "state", "playbook") if name in document}
    return http.IncidentShown.model_validate({**plain, "id": id_of(document), "statements": statements})


def freedoms(listed: tuple[Freedom, ...]) -> tuple[http.FreedomShown, ...]:
    """The freedoms that apply."""
    return tuple(http.FreedomShown(id=each.id, text=each.text) for each in listed)


def message(document: Document) -> http.MessageShown:
    """A message."""
    reactions = tuple(each["reaction"] for each in document.get("reactions", ()))
    return http.MessageShown.model_validate({**document, "id": id_of(document), "reactions": reactions})


def reply(document: Document) -> http.ReplyShown:
    """A reply."""
    return http.ReplyShown.model_validate({**document, "id": id_of(document)})


def unreadable(document: Document) -> http.UnreadableShown:
    """A payload without its bytes."""
    return http.UnreadableShown.model_validate({**document, "id": id_of(document)})


def check(made: Check) -> http.CheckShown:
    """The guideline's answer."""
    return http.CheckShown(
        verdict=made.verdict,
        guideline_version=made.guideline_version,
        violations=tuple(
            http.ViolationShown(code=each.code, rule=each.rule, why=each.why, start=each.start, end=each.end)
            for each in made.violations
        ),
        freedoms=freedoms(made.freedoms),
    )
