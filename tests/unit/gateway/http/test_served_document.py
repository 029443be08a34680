"""The one document is built when it is first asked for, once, and the start knows the same operations without it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from deploy.checks.api.document import gateway
from gateway.domain.openapi import Operation, operations
from gateway.domain.request_lanes import NoLane
from gateway.http.document import ServedDocument, whole_document
from gateway.http.operations import in_lanes
from gateway.openapi import service_documents


@pytest.mark.parametrize("dev_issuer", [False, True])
def test_the_start_knows_the_operations_that_the_document_names(dev_issuer: bool) -> None:
    app = gateway(dev_issuer=dev_issuer)
    named = list(operations("gateway", whole_document(app, service_documents())))
    assert len(named) > 250
    for each in named:
        known = app.state.operations.find(each.method, each.path)
        assert known is not None, each
        assert (known.id, set(known.scopes)) == (each.id, set(each.scopes))


def test_an_operation_without_a_lane_stops_the_start() -> None:
    with pytest.raises(NoLane, match="inventThings"):
        in_lanes([Operation("POST", "/v1/things", "gateway", (), "inventThings")])


async def test_the_document_is_built_once_for_all_who_ask_at_the_same_time() -> None:
    builds: Iterator[dict[str, Any]] = iter([{"openapi": "3.1.0"}])
    app = Starlette(routes=[Route("/openapi.json", ServedDocument(lambda: next(builds)), methods=["GET"])])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        answers = await asyncio.gather(*(client.get("/openapi.json") for _ in range(5)))
        posted = await client.post("/openapi.json")
    assert {each.text for each in answers} == {'{"openapi": "3.1.0"}'}
    assert len({each.headers["etag"] for each in answers}) == 1
    assert posted.status_code == 405
