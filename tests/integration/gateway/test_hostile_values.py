"""No value in any parameter breaks the gateway's own resources; what goes on to the services is theirs to refuse."""

from __future__ import annotations

import json
from collections import Counter

from gateway.openapi import service_documents
from tests.hostile import requests
from tests.integration.gateway.conftest import House


async def test_no_value_in_any_parameter_breaks_the_gateway(house: House) -> None:
    document = (await house.admin("GET", "/openapi.json")).body
    own = document["paths"].keys() - {path for each in service_documents().values() for path in each["paths"]}
    statuses: Counter[int] = Counter()
    wrong = []
    headers = house.admin.headers()
    for target in requests({"paths": {path: document["paths"][path] for path in sorted(own)}}):
        async with house.admin.session.get(f"{house.admin.url}{target}", headers=headers) as answer:
            statuses[answer.status] += 1
            if answer.status >= 500 or (answer.status >= 400) != (answer.content_type == "application/problem+json"):
                wrong.append(f"{answer.status} {target[:200]}")
            if answer.status == 422:
                assert all(each["pointer"].startswith("#") for each in json.loads(await answer.read())["errors"])
            answer.close()  # a stream does not end by itself
    assert wrong == []
    assert statuses[200] > 0
    assert statuses[422] > 100


async def test_a_letter_of_a_partition_there_is_not_is_not_found(house: House) -> None:
    for partition in ("999999999", "9" * 18):
        answer = await house.admin("GET", f"/v1/dead-letters/inbox~channel.events~{partition}~1")
        assert answer.status == 404
