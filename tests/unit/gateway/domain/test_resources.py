"""An operation is tagged with the resource whose path is the longest above it."""

from typing import Any

import pytest

from gateway.domain.resources import NoResource, tag


def a_document(*paths: str) -> dict[str, Any]:
    return {"paths": {path: {"get": {}} for path in paths}}


def test_the_longest_path_above_an_operation_names_its_resource() -> None:
    document = a_document("/v1/conversations", "/v1/conversations/{conversation}/replies", "/v1/conversations/{c}/x")
    tag(document)

    assert [item["get"]["tags"] for item in document["paths"].values()] == [
        ["Conversations"],
        ["Replies"],
        ["Conversations"],
    ]


def test_a_path_that_only_begins_alike_has_no_resource() -> None:
    with pytest.raises(NoResource, match="/v1/liveliness"):
        tag(a_document("/v1/liveliness"))
