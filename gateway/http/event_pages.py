"""The events for people at `/docs/events`: by topic, and each with its meaning, its fields, who sees it, an example."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from chassis.http.problem import NotFound
from contracts import notices
from contracts.event import Event
from contracts.generate import schema_of
from contracts.registry import NOTICES, PUBLIC_TOPICS, classes_of
from contracts.topic import Topic
from gateway.domain.streams import SCOPE_OF_KIND
from gateway.http.event_schema import FieldRow, rows_of
from gateway.http.plain_pages import HEADERS, plain_page, words

PAGES = "/docs/events"
PUBLIC = {**classes_of(PUBLIC_TOPICS), **NOTICES}
SCHEMA_TYPE = "application/schema+json"


def event_routes() -> list[BaseRoute]:
    """The list of all events, the page of each, and its schema."""

    async def index(_: Request) -> Response:
        return HTMLResponse(list_of_events(), headers=HEADERS)

    async def page(request: Request) -> Response:
        return HTMLResponse(page_of(_known(request)), headers=HEADERS)

    async def schema(request: Request) -> Response:
        return Response(_schema(_known(request)), headers=HEADERS, media_type=SCHEMA_TYPE)

    return [Route(PAGES, index), Route(f"{PAGES}/{{type}}.json", schema), Route(f"{PAGES}/{{type}}", page)]


def _known(request: Request) -> str:
    type_: str = request.path_params["type"]
    if type_ not in PUBLIC:
        raise NotFound
    return type_


def example_of(type_: str) -> str:
    """The example of an event as JSON text."""
    return files("contracts").joinpath("examples", f"{type_}.json").read_text("utf-8").strip()


@cache
def _schema(type_: str) -> str:
    return json.dumps(schema_of(PUBLIC[type_]), indent=2, ensure_ascii=False)


@cache
def list_of_events() -> str:
    """The page that lists them all, those of a topic together."""
    intro = (
        "<p>What happens in a brand, as <code>GET /v1/stream</code> and <code>GET /v1/events</code> show it and as it "
        "is posted to webhook endpoints. Fields and types are added at any time: ignore what you do not know.</p>"
    )
    topics = [_section(f"<code>{topic.name}</code>", _about(topic), topic.events) for topic in PUBLIC_TOPICS]
    posted = _section("Of the gateway", words(notices.__doc__ or ""), NOTICES.values())
    body = ["<h1>Events</h1>", intro, *topics, posted, '<p><a href="/docs">Reference</a></p>']
    return plain_page("Events", "\n".join(body))


def _about(topic: Topic) -> str:
    return f"{words((topic.family.__doc__ or '') if topic.family else '')} {_kept(topic)}"


def _kept(topic: Topic) -> str:
    """How a topic orders its events, and for how long a position leads back into it."""
    days = f"kept for {topic.retention.days} days" if topic.retention else "the newest of each key is kept"
    return f"In order for each {words(topic.keyed_by.removeprefix('brand, '))}; {days}."


def _section(title: str, about: str, events: Iterable[type[Event]]) -> str:
    rows = "\n".join(
        f'<tr><td><a href="{PAGES}/{event.type}"><code>{event.type}</code></a></td>'
        f"<td>{words(_meaning(event).partition('. ')[0].rstrip('.'))}.</td></tr>"
        for event in events
    )
    return f"<h2>{title}</h2>\n<p>{about}</p>\n<table>\n{rows}\n</table>"


def _meaning(event: type[Event]) -> str:
    return " ".join((event.__doc__ or "").split())


@cache
def page_of(type_: str) -> str:
    """The page of one event."""
    event = PUBLIC[type_]
    kept = "".join(
        f" Topic <code>{each.name}</code>. {_kept(each)}" for each in PUBLIC_TOPICS if each.name == event.topic
    )
    rows = "\n".join(map(_row, rows_of(schema_of(event))))
    body = (
        f"<h1><code>{type_}</code></h1>\n<p>{words(_meaning(event))}</p>\n"
        f"<h2>Who sees it</h2>\n<p>{_seen(type_)}{kept}</p>\n"
        "<h2>Fields</h2>\n<p>One that is not required is left out where it says nothing, and in events of builds that "
        "did not have it.</p>\n"
        f"<table>\n<tr><th>Field</th><th>Type</th><th>Required</th><th>Meaning</th></tr>\n{rows}\n</table>\n"
        f"<h2>Example</h2>\n<pre>{escape(example_of(type_), quote=False)}</pre>\n"
        "<p>This is the <code>data</code> of the stream, of a page and of a webhook.</p>\n"
        f'<p><a href="{PAGES}/{type_}.json">JSON Schema</a> · <a href="{PAGES}">All events</a> · '
        '<a href="/docs">Reference</a></p>'
    )
    return plain_page(type_, body)


def _seen(type_: str) -> str:
    scope = SCOPE_OF_KIND.get(type_.partition(".")[0])
    if scope is None:
        return "It is posted to webhook endpoints, and is in no stream."
    return (
        f"Whoever holds <code>{scope}</code>: in the stream and on its pages, which need <code>stream:read</code> too, "
        "and by webhook, where who makes the endpoint holds it."
    )


def _row(field: FieldRow) -> str:
    required = "yes" if field.required else ""
    return (
        f"<tr><td><code>{field.path}</code></td><td>{words(field.kind)}</td><td>{required}</td>"
        f"<td>{words(field.description)}</td></tr>"
    )
