"""The events for people: a list that leads to the page of each, and its schema for programs."""

from __future__ import annotations

import re

import jsonschema

from gateway.http.event_pages import PUBLIC
from tests.integration.gateway.conftest import Client


async def test_the_list_leads_to_a_page_and_a_schema_of_every_event(anybody: Client) -> None:
    listed = await anybody("GET", "/docs/events")
    leads = [each.decode() for each in re.findall(rb'href="(/docs/events/[a-z_.0-9]+)"', listed.raw)]

    assert sorted(leads) == sorted(f"/docs/events/{type_}" for type_ in PUBLIC)
    for lead in leads:
        page, schema = await anybody("GET", lead), await anybody("GET", f"{lead}.json")
        assert page.headers["content-type"].startswith("text/html")
        assert b"<script" not in page.raw
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
        assert schema.headers["content-type"] == "application/schema+json"
        jsonschema.Draft202012Validator.check_schema(schema.body)


async def test_an_event_that_is_not_a_brands_to_see_has_no_page(anybody: Client) -> None:
    for type_ in ("channel.message_received.v1", "gateway.person_changed.v1", "nothing.v1"):
        assert (await anybody("GET", f"/docs/events/{type_}")).status == 404
        assert (await anybody("GET", f"/docs/events/{type_}.json")).status == 404
