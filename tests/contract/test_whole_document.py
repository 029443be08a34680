"""The served document has what makers of clients and readers of a reference ask of it: names, tags, terms."""

from __future__ import annotations

import re
from collections import Counter

from gateway.domain.resources import RESOURCES
from tests.contract.openapi_documents import documents, operations, whole

LOWER_CAMEL = re.compile(r"[a-z]+(?:[A-Z][a-z]+)*")


def test_every_operation_has_a_name_of_its_own_in_lower_camel_case() -> None:
    names = Counter(operation["operationId"] for _, _, operation in operations(whole()))
    assert len(names) > 100
    assert [name for name, times in names.items() if times > 1 or not LOWER_CAMEL.fullmatch(name)] == []


def test_a_service_names_its_operations_as_the_whole_document_does() -> None:
    named = {(method, path): operation["operationId"] for method, path, operation in operations(whole())}
    for document in documents().values():
        for method, path, operation in operations(document):
            assert operation["operationId"] == named[method, path]


def test_every_operation_stands_under_one_resource_that_is_described() -> None:
    described = {tag["name"]: tag["description"] for tag in whole()["tags"]}
    used = {tuple(operation["tags"]) for _, _, operation in operations(whole())}
    assert used == {(name,) for name in described}
    assert all(description.endswith(".") for description in described.values())


def test_tags_stand_in_groups_in_one_order() -> None:
    in_groups = [name for group in whole()["x-tagGroups"] for name in group["tags"]]
    assert in_groups == [tag["name"] for tag in whole()["tags"]]
    assert [group["name"] for group in whole()["x-tagGroups"]] == list(RESOURCES)


def test_every_operation_has_a_summary_and_says_what_it_does() -> None:
    for method, path, operation in operations(whole()):
        assert not operation["summary"].endswith("."), (method, path)
        assert operation["description"].rstrip().endswith((".", "`")), (method, path)


def test_the_document_says_under_which_terms_and_where_it_holds() -> None:
    assert whole()["info"]["license"]["identifier"] == "LicenseRef-Proprietary"
    assert [server["url"] for server in whole()["servers"]] == ["/"]
    assert "Idempotency-Key" in whole()["info"]["description"]


def test_what_the_edge_adds_leaves_what_a_route_says_of_the_same_status() -> None:
    said = {(method.upper(), path): operation["responses"] for method, path, operation in operations(whole())}
    for path in ("/v1/sign-in", "/v1/sign-in/callback"):
        refused = said["GET", path]["422"]
        assert refused["content"].keys() == {"application/problem+json", "text/html"}, path
    assert {"RateLimit", "Retry-After"} <= said["POST", "/v1/events"]["429"]["headers"].keys()


def test_every_operation_says_what_any_request_may_get() -> None:
    anywhere = {"408", "422", "431", "500"}  # a path or query that is no text is 422, whatever the operation
    lacking = {
        (method, path): anywhere - operation["responses"].keys() for method, path, operation in operations(whole())
    }
    assert {where: statuses for where, statuses in lacking.items() if statuses} == {}
