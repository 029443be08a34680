"""Every event that a brand can see has its page: meaning, fields, who sees it, an example, and its schema."""

from __future__ import annotations

import json
import re
from html import unescape

import jsonschema
import pytest
from starlette.routing import Route

from contracts.generate import schema_of
from contracts.registry import NOTICES, PUBLIC_TOPICS, classes_of
from gateway.application.feed import TOPICS
from gateway.domain.streams import SCOPE_OF_KIND
from gateway.domain.webhook_endpoint import OWN_TYPES
from gateway.http.event_pages import PAGES, PUBLIC, event_routes, page_of
from gateway.http.event_schema import rows_of
from tests.contract.examples import written
from tests.contract.test_descriptions import properties


def test_the_pages_are_of_what_the_stream_shows_and_webhooks_post() -> None:
    assert tuple(topic.name for topic in PUBLIC_TOPICS) == TOPICS
    assert set(NOTICES) == set(OWN_TYPES)
    assert set(PUBLIC) == set(classes_of(PUBLIC_TOPICS)) | set(OWN_TYPES)
    assert [type_ for type_ in PUBLIC if type_ not in OWN_TYPES and type_.split(".")[0] not in SCOPE_OF_KIND] == []


@pytest.mark.parametrize("type_", sorted(PUBLIC))
def test_an_event_has_its_page_with_its_example(type_: str) -> None:
    page = page_of(type_)
    (example,) = re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)
    assert json.loads(unescape(example)) == written(type_)
    jsonschema.validate(json.loads(unescape(example)), schema_of(PUBLIC[type_]))
    scope = SCOPE_OF_KIND.get(type_.partition(".")[0])
    assert scope is None or f"<code>{scope}</code>" in page
    assert f'href="{PAGES}/{type_}.json"' in page


@pytest.mark.parametrize("type_", sorted(PUBLIC))
def test_a_page_has_a_row_for_every_field_of_the_example_and_the_schema(type_: str) -> None:
    rows = {row.path: row for row in rows_of(schema_of(PUBLIC[type_]))}
    assert [path for path in _paths(written(type_)) if path not in rows] == []
    assert [path for path, row in rows.items() if not row.description] == []
    named = {where.rpartition(".")[2] for where, _ in properties("", schema_of(PUBLIC[type_]))}
    assert {path.rpartition(".")[2] for path in rows} == named


def test_routes_lead_to_the_list_the_page_and_the_schema() -> None:
    paths = [route.path for route in event_routes() if isinstance(route, Route)]
    assert paths == [PAGES, f"{PAGES}/{{type}}.json", f"{PAGES}/{{type}}"]


def _paths(value: dict[str, object], before: str = "") -> list[str]:
    """The paths of an example's fields as rows name them; what is held by name has names of its own."""
    found: list[str] = []
    for name, each in value.items():
        found.append(f"{before}{name}")
        if isinstance(each, list) and each and isinstance(each[0], dict):
            found += _paths(each[0], f"{before}{name}[].")
        elif isinstance(each, dict) and name not in {"skills", "roles", "certificates_until"}:
            found += _paths(each, f"{before}{name}.")
    return found
