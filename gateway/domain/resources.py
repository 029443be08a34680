"""What the API is about: its resources in the order of the reference, each with the paths that are its own."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.domain.openapi import METHODS, Document


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource. Operations at its paths or below are tagged with its name, unless another's path is longer."""

    name: str
    description: str
    paths: tuple[str, ...]


class NoResource(ValueError):
    """An operation belongs to no resource: its path needs a row in `RESOURCES`."""


RESOURCES: dict[str, tuple[Resource, ...]] = {
    "Events in and out": (
        Resource("Events", "What happened: posted by integrations, and read page by page.", ("/v1/events",)),
        Resource("Webhooks", "The address of an integration that its platform posts to.", ("/v1/webhooks",)),
        Resource(
            "Webhook endpoints",
            "Addresses of the brand's own that events are posted to, and what became of each delivery.",
            ("/v1/webhook-endpoints",),
        ),
        Resource("Stream", "What happens, as server-sent events that resume where they broke.", ("/v1/stream",)),
    ),
    "Conversations": (
        Resource("Conversations", "The messages of one thread with one contact.", ("/v1/conversations",)),
        Resource(
            "Replies",
            "Answers of the brand, from request over approval to delivery.",
            ("/v1/replies", "/v1/conversations/{conversation}/replies"),
        ),
        Resource("Approvals", "Replies that wait for somebody to agree.", ("/v1/approvals",)),
        Resource(
            "Cards",
            "How to answer well: best-practice cards, written by anybody and found from a conversation.",
            ("/v1/cards", "/v1/conversations/{conversation}/cards"),
        ),
        Resource("Contacts", "The people outside.", ("/v1/contacts",)),
        Resource(
            "Guideline",
            "What a reply must and must not say, in versions, and who has read and accepted it.",
            ("/v1/guideline",),
        ),
        Resource("Engagement", "How the rules of engagement stand: the hub's board.", ("/v1/engagement",)),
        Resource("SLA policy", "What is promised: first response, next response, resolution.", ("/v1/sla-policy",)),
        Resource("Triage rules", "What a message asks of the brand, as versioned rules.", ("/v1/triage-rules",)),
    ),
    "Work": (
        Resource("Tasks", "Conversations that wait for an employee or are held by one.", ("/v1/tasks",)),
        Resource("Offers", "Tasks reserved for an employee until a deadline.", ("/v1/offers",)),
        Resource("Employees", "Who answers: skills, certificates, shifts, presence and seats.", ("/v1/employees",)),
        Resource(
            "Certificates",
            "What can be earned, what it gives, and who holds it.",
            ("/v1/certificates", "/v1/employees/{employee}/certificates"),
        ),
        Resource(
            "Courses",
            "What can be learnt, who learns it, what passing gives, and what one may do by it.",
            ("/v1/courses", "/v1/employees/{employee}/learning"),
        ),
        Resource("Coverage", "How many people hold what, by language or department.", ("/v1/coverage",)),
        Resource("Queues", "Where tasks wait, and how long.", ("/v1/queues",)),
        Resource("Workflows", "The versioned rules that put a conversation into a queue.", ("/v1/workflows",)),
    ),
    "Crisis": (
        Resource("Incidents", "Declared crises: severity, roles, timeline and review.", ("/v1/incidents",)),
        Resource("Company status", "What goes on, who deals with it, and when people hear more.", ("/v1/status",)),
        Resource(
            "Notices",
            "Who was told of pages and callouts, where they are told, and their answers by a link.",
            ("/v1/notices", "/v1/notice-plans", "/v1/notice-links"),
        ),
        Resource(
            "Callouts",
            "Volunteers asked in waves, and their answers.",
            ("/v1/callouts", "/v1/incidents/{incident}/callouts"),
        ),
        Resource("Places", "Volunteers' own temporary places in incidents.", ("/v1/places",)),
        Resource("Service record", "The incidents somebody helped in, and their totals.", ("/v1/service-record",)),
        Resource("Availability", "When volunteers could come, by which callouts ask first.", ("/v1/availability",)),
        Resource("Statements", "Holding statements of an incident.", ("/v1/incidents/{incident}/statements",)),
        Resource("Pages", "Calls to people on duty, until somebody acknowledges.", ("/v1/pages",)),
        Resource(
            "Escalation webhooks",
            "The brand's alerting systems that levels of the escalation call.",
            ("/v1/escalation-webhooks",),
        ),
        Resource(
            "Incident rules",
            "Which signals together declare or propose an incident, and why a rule did or did not act.",
            ("/v1/incident-rules",),
        ),
        Resource(
            "Proposed incidents",
            "What incident rules found, until a person confirms or dismisses it.",
            ("/v1/proposed-incidents",),
        ),
        Resource(
            "Maintenance windows",
            "Times in which signals are expected and mute.",
            ("/v1/maintenance-windows",),
        ),
        Resource("Rotations", "Who is on call when, by turns, overrides and swaps.", ("/v1/rotations", "/v1/on-call")),
        Resource("Signals", "Anomalies that detection found.", ("/v1/signals",)),
        Resource("Stories", "What many people say in nearly the same words, and how it spreads.", ("/v1/stories",)),
        Resource(
            "Story answers",
            "One approved answer to a story, sent to everybody who told it, with what became of each.",
            ("/v1/story-answers",),
        ),
        Resource("Spread", "How all that is said of the brand spreads.", ("/v1/spread",)),
        Resource("Forecast", "What is to come, beside what came.", ("/v1/forecast",)),
        Resource("Staffing", "Heads needed for what comes in now and in the next hour.", ("/v1/staffing",)),
        Resource("Drills", "A crisis practised in a copy of the brand, and what came of it.", ("/v1/drills",)),
        Resource(
            "Playbooks",
            "Steps to take in a kind of crisis, and which fit an incident.",
            ("/v1/playbooks", "/v1/incidents/{incident}/fitting-playbooks", "/v1/incidents/{incident}/playbook"),
        ),
        Resource("Crisis policy", "When detection speaks, whom it calls, and how it ends.", ("/v1/crisis-policy",)),
    ),
    "Numbers": (
        Resource("Measures", "Counts and times by window, and the live response time.", ("/v1/measures", "/v1/live")),
        Resource("Badges", "How soon a brand answers, for everybody who looks at its pages.", ("/v1/badges",)),
        Resource("Attribution", "Sales credited to conversations.", ("/v1/attribution",)),
        Resource("Reports", "Ready reports as JSON, CSV or a page.", ("/v1/reports",)),
    ),
    "Set-up": (
        Resource("Brands", "The companies that are spoken to.", ("/v1/brands",)),
        Resource("Sandbox", "The clock of a brand for tests, which can be moved ahead.", ("/v1/sandbox",)),
        Resource("People", "Who may sign in, and their roles.", ("/v1/people",)),
        Resource("Keys", "API keys of people, integrations and services.", ("/v1/keys",)),
        Resource("Access", "Who the credential says is calling.", ("/v1/me", "/v1/dev")),
        Resource(
            "Sign-in", "People in browsers: by an issuer, with a cookie, and out again.", ("/v1/sign-in", "/v1/session")
        ),
        Resource("Channels", "Kinds of platforms: what each needs and can do.", ("/v1/channels",)),
        Resource("Integrations", "Connected accounts with settings and secrets.", ("/v1/integrations",)),
        Resource("Imports", "The history of another tool, brought in piece by piece.", ("/v1/imports",)),
    ),
    "Operation": (
        Resource("Ledger", "What became of everything received, hour by hour.", ("/v1/ledger",)),
        Resource("Audit", "One event id with two contents, and what else an operator should see.", ("/v1/audit",)),
        Resource(
            "Audit trail",
            "Who did what: every command and what came of it, in a chain of hashes that shows later changes.",
            ("/v1/audit-trail",),
        ),
        Resource("Unreadable payloads", "Signed payloads that no parser could read yet.", ("/v1/unreadable",)),
        Resource("Dead letters", "Records that a consumer gave up on.", ("/v1/dead-letters",)),
    ),
}
"""By group, in the order in which a newcomer reads them."""


def tag(document: Document) -> None:
    """Give the document its tags, and each operation the one of its resource; raises NoResource naming the path."""
    names = {path: each.name for group in RESOURCES.values() for each in group for path in each.paths}
    for path, item in document["paths"].items():
        owners = [own for own in names if path == own or path.startswith(f"{own}/")]
        if not owners:
            raise NoResource(path)
        for method in METHODS:
            if method in item:
                item[method]["tags"] = [names[max(owners, key=len)]]
    every = [each for group in RESOURCES.values() for each in group]
    document["tags"] = [{"name": each.name, "description": each.description} for each in every]
    document["x-tagGroups"] = [
        {"name": group, "tags": [each.name for each in resources]} for group, resources in RESOURCES.items()
    ]
