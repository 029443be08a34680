"""A notice as each way takes it: the words of a mail, a message for Slack, a card for Teams, JSON for a webhook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from services.crisis.domain.notice import WITHOUT_LINK, Notice

_SLACK = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # all that Slack reads in a text


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """A notice in words; `link` is where it is answered, None where the operator said no public address."""

    subject: str
    text: str
    ask: str
    link: str | None
    drill: bool = False


def in_drill(words: NoticeWords) -> NoticeWords:
    """The same in a drill, which nobody must take for a crisis."""
    return replace(words, subject=f"Drill: {words.subject}", text=f"This is a drill. {words.text}", drill=True)


def words_of(brand: str, notice: Notice, link: str | None) -> NoticeWords:
    """What a person or a webhook is told."""
    until = f"{notice.ends_at:%Y-%m-%d %H:%M} UTC"
    if notice.kind == "page":
        subject = f"[{brand}] You are paged, severity {notice.severity}: {notice.title}"
        text = f"You are paged about an incident of {brand}, severity {notice.severity} of 3: {notice.title}"
        ask = "Take it, or say that you cannot"
    elif notice.kind == "swap":
        subject = f"[{brand}] Can you swap? {notice.title}"
        text, ask = f"{notice.title}. It counts until {until}.", "Say yes or no"
    elif notice.kind == "course":
        subject = f"[{brand}] {notice.title}"
        text, ask = f"{notice.title}, and you have not passed it yet.", "Learn it"
    elif notice.kind == "thanks":
        subject = f"[{brand}] {notice.title}"
        text, ask = f"{notice.title}. {notice.text or ''}", "See your record of service"
    elif notice.kind == "approval":
        subject = f"[{brand}] {notice.title}"
        text, ask = f"{notice.title}. Read it in Muster before you decide.", "Read it and decide"
    elif notice.kind == "level":
        stage = f"level {notice.level}, round {notice.round}"
        subject = f"[{brand}] Escalation, {stage}, severity {notice.severity}: {notice.title}"
        text = f"Escalation of an incident of {brand}, {stage}, severity {notice.severity} of 3: {notice.title}"
        ask = "Take it"
    else:
        subject = f"[{brand}] Can you help? {notice.title}"
        grave = f"an incident of severity {notice.severity} of 3"
        text = f"{brand} asks for volunteers, until {until}, in {grave}: {notice.title}"
        ask = "Say yes or no"
    answered = None if notice.kind in WITHOUT_LINK else link
    return NoticeWords(" ".join(subject.split()), " ".join(text.split()), ask, answered)


def mail_text(words: NoticeWords) -> str:
    """The body of a mail."""
    if words.link is None:
        return f"{words.text}\n\n{words.ask} in Muster.\n"
    return f"{words.text}\n\n{words.ask}, without signing in; the link works once:\n{words.link}\n"


def slack_body(words: NoticeWords) -> dict[str, Any]:
    """A message for an incoming webhook of Slack."""
    text = words.text.translate(_SLACK)
    blocks: list[dict[str, Any]] = [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}]
    if words.link is not None:
        button = {"type": "button", "text": {"type": "plain_text", "text": words.ask}, "url": words.link}
        blocks.append({"type": "actions", "elements": [button]})
    return {"text": text, "blocks": blocks}


def teams_body(words: NoticeWords) -> dict[str, Any]:
    """A message with an Adaptive Card, as a workflow of Teams takes it; runs of text read no Markdown."""
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words.text}]}],
    }
    if words.link is not None:
        card["actions"] = [{"type": "Action.OpenUrl", "title": words.ask, "url": words.link}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def webhook_body(brand: str, notice: Notice, words: NoticeWords) -> dict[str, Any]:
    """What a webhook of a person's or of the brand's own gets; it is signed as Standard Webhooks."""
    return {
        "type": f"muster.notice.{notice.kind}",
        "timestamp": notice.raised_at.isoformat(),
        "data": {
            "notice": notice.id,
            "brand": brand,
            "person": notice.person,
            "webhook": notice.webhook,
            "incident": notice.incident,
            "rotation": notice.rotation,
            "about": notice.about,
            "title": notice.title,
            "severity": notice.severity,
            "level": notice.level,
            "round": notice.round,
            "until": notice.ends_at.isoformat(),
            "text": words.text,
            "drill": words.drill,
            "link": words.link,
        },
    }
