"""Examples of whole schemas, and of fields whose value depends on the schema they stand in; see `examples`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contracts.http.examples import CONVERSATION, FIRST, MESSAGE, WORDS

BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "CloudEvent": {
        "specversion": "1.0",
        "id": "m-1",
        "source": "shop.aurora.example",
        "type": "com.aurora.message",
        "time": FIRST,
        "data": {"contact": {"external_id": "person-1", "name": "Sam"}, "text": WORDS},
    },
    "NoticePlanUpdate": {
        "addresses": [
            {"kind": "email", "target": "ada@aurora.example"},
            {
                "kind": "slack",
                "target": "https://hooks.slack.example/services/T0/B0/x",
                "after_seconds": 120,
                "quiet": {"begins": "22:00", "ends": "07:00", "zone": "Europe/Amsterdam"},
            },
        ]
    },
    "EscalationWebhookUpdate": {
        "name": "On-call alerts",
        "target": "https://alerts.aurora.example/hooks/muster",
        "secret": "whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldCBhdCBhbGw=",  # it says in base64 that it is none
    },
    "TransferCreate": {"epoch": 1, "queue": "general"},  # to an employee or to a queue
}
"""Whole examples by the name of their schema, where its fields depend on one another in a way no schema says."""

_SECRET = "whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldCBhdCBhbGw="  # noqa: S105 - it says in base64 that it is none
_ENDPOINT: Final[Mapping[str, Any]] = {
    "name": "Our CRM",
    "url": "https://crm.aurora.example/hooks/muster",
    "types": ["inbox.*", "crisis.incident_declared.v1"],
    "channels": [],
    "topics": [],
    "secret": _SECRET,
    "disabled_reason": None,
    "failures": 0,
}

_OFFICE: Final[Mapping[str, Any]] = {"days": [0, 1, 2, 3, 4], "begins": "09:00", "ends": "17:00"}
_LAYER: Final[Mapping[str, Any]] = {
    "members": ["ada", "ben"],
    "starts_on": "2026-03-16",
    "turn_days": 7,
    "handover": "09:00",
    "hours": None,
}

OF_SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "ApprovalDecisionItem": {"decision": "approve"},
    "ApprovalDecisionResult": {"status": 200, "code": None, "detail": None},
    "ApprovalRule": {"id": "loud-complaints"},
    "AuditEntry": {"kind": "conflict"},
    "BrandWithKey": {"id": "aurora", "name": "Aurora Air"},
    "Brand": {"id": "aurora", "name": "Aurora Air"},
    "Callout": {"id": "callout-1"},
    "CardRetirementCreate": {"reason": "We say it otherwise by now."},
    "Card": {"title": "A suitcase that is late", "id": "card-1", "reason": None},
    "Certificate": {"id": "social-media"},
    "Channel": {"name": "generic", "title": "Generic webhook"},
    "ContactItem": {"external_id": "person-1", "name": "Sam"},
    "Contact": {"id": "6c0b7f1e9a2d4d55", "external_id": "person-1", "name": "Sam"},
    "CopiedShare": {"share": 0.94, "accounts": 3, "decisive": True},
    "ConversationDetail": {"id": CONVERSATION},
    "Conversation": {"id": CONVERSATION},
    "DeadLetter": {"id": "inbox-0-42", "reason": "not_json"},
    "Decision": {"kind": "offered"},
    "Duty": {"id": "honest", "rules": []},
    "Employee": {"id": "ada", "name": "Ada"},
    "EscalationLevel": {"hours": {"zone": "Europe/Amsterdam", "spans": [_OFFICE]}},
    "EscalationWebhook": {"id": "alerts", "name": "On-call alerts", "shown": "alerts.aurora.example/…ster"},
    "ImportContactItem": {"external_id": "7", "name": "Sam", "handles": ["sam@mail.example"]},
    "ImportConversationItem": {"external_id": "9", "contact": "7", "status": "solved", "tags": ["vip"]},
    "ImportItemError": {"pointer": "/items/0/contact", "code": "unknown_contact"},
    "ImportItem": {"position": "tickets.ndjson:120"},
    "ImportMessageItem": {"text": WORDS, "author": "Sam"},
    "ImportedItem": {"id": "ada"},
    "Import": {"id": MESSAGE, "name": "Zendesk until May", "position": "tickets.ndjson:120"},
    "Rotation": {"id": "hub", "name": "The hub", "layers": [_LAYER]},
    "RotationUpdate": {"name": "The hub", "layers": [_LAYER]},
    "IncidentStep": {"title": "Tell who waits"},
    "Incident": {"id": "incident-1", "title": "Airspace closed"},
    "GuidelineChange": {
        "field": "max_length",
        "rule": None,
        "kind": "changed",
        "before": 5000,
        "after": 280,
    },
    "HintGiven": {"id": "short", "why": "Say it in fewer words."},
    "Hint": {"id": "short", "why": "Say it in fewer words."},
    "Integration": {"id": "aurora_events", "name": "Events", "channel": "generic"},
    "Key": {"id": "1f0c2b", "name": "Ada's key", "key": "mst_aurora_1f0c2b_secret"},
    "Measure": {"name": "messages"},
    "MessageItem": {"text": WORDS},
    "Message": {"id": MESSAGE, "text": WORDS},
    "NoticeAddress": {"id": "5c1e0b9f77d2a640", "kind": "email", "shown": "ada@aurora.example"},
    "NoticeAttempt": {"kind": "email", "shown": "ada@aurora.example", "outcome": "sent", "code": "sent"},
    "Notice": {"id": MESSAGE, "kind": "page", "about": "page-1", "title": "Airspace closed", "state": "sent"},
    "Offer": {"id": "offer-1"},
    "Page": {"id": "page-1"},
    "SlaTargets": {"id": "everybody", "applies": {}},  # the last target has no conditions
    "Person": {"id": "ada", "name": "Ada"},
    "PlaybookStep": {"title": "Tell who waits"},
    "Playbook": {"id": "airspace-closed"},
    "QuietTime": {"begins": "22:00", "ends": "07:00", "zone": "Europe/Amsterdam"},
    "Queue": {"id": "general", "name": "General"},
    "Reply": {"id": "reply-1"},
    "SilenceRule": {"id": "before-the-court", "department": "legal"},
    "Signal": {"id": "signal-1"},
    "Statement": {"id": "statement-1", "text": "Our airspace is closed; nobody flies today."},
    "Story": {"id": "story-1"},
    "StoryCrossing": {"name": "en", "messages": 212},
    "StoryGrowth": {
        "trend": "growing",
        "reason": None,
        "messages": 240,
        "window_seconds": 3600.0,
        "doubling_seconds": 1080.0,
        "doubling_low_seconds": 870.0,
        "doubling_high_seconds": 1430.0,
        "half_life_seconds": None,
        "half_life_low_seconds": None,
        "half_life_high_seconds": None,
    },
    "StoryReach": {"last_hour": 48_200, "hour_before": 9_640, "ratio": 5.0},
    "StorySpread": {"authors": 200, "more_authors": True, "coordinated": False},
    "TextSpan": {"kind": "added", "text": "at noon"},
    "TimelineEntry": {"kind": "note", "text": "The tower expects to open at noon."},
    "WebhookAttempt": {"status": 200, "code": "http_200", "milliseconds": 42, "answer": "thank you"},
    "WebhookDelivery": {
        "id": MESSAGE,
        "type": "inbox.message_stored.v1",
        "subject": CONVERSATION,
        "state": "delivered",
    },
    "WebhookEndpoint": {**_ENDPOINT, "id": "whe_8f87d585cfe7bc9f"},
    "WebhookSecret": {"secret": _SECRET},
    "WebhookTest": {"delivery": MESSAGE},
    "UnreadablePayload": {"id": "payload-1", "reason": "missing_field"},
}
"""By how a schema's name begins, the first that fits: values that only its own fields have."""
