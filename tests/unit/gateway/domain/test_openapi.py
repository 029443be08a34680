"""Merging the documents of the services."""

from typing import Any

import pytest

from gateway.domain.openapi import Operation, PathTaken, drop_unused, merge, operations


def a_document(path: str, schema: dict[str, Any], scope: str | None = None) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": "read",
        "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}},
    }
    if scope:
        operation["x-scope"] = [scope]
    return {"paths": {path: {"get": operation}}, "components": {"schemas": {"Page": schema}}}


def test_paths_of_all_services_stand_side_by_side() -> None:
    merged = merge({"openapi": "3.1.0"}, {"inbox": a_document("/v1/a", {}), "routing": a_document("/v1/b", {})})

    assert list(merged["paths"]) == ["/v1/a", "/v1/b"]


def test_components_of_one_name_but_another_shape_are_kept_apart() -> None:
    merged = merge(
        {},
        {"inbox": a_document("/v1/a", {"type": "object"}), "routing": a_document("/v1/b", {"type": "array"})},
    )

    assert merged["components"]["schemas"] == {"Page": {"type": "object"}, "routing_Page": {"type": "array"}}
    answer = merged["paths"]["/v1/b"]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/routing_Page"}


def test_equal_components_stay_one() -> None:
    merged = merge({}, {"inbox": a_document("/v1/a", {}), "routing": a_document("/v1/b", {})})

    assert list(merged["components"]["schemas"]) == ["Page"]


def test_an_operation_names_its_scope_as_what_each_credential_needs() -> None:
    operation = merge({}, {"inbox": a_document("/v1/a", {}, "tasks:read")})["paths"]["/v1/a"]["get"]

    assert operation["security"] == [{each: ["tasks:read"]} for each in ("api_key", "oidc", "session")]
    assert operation["operationId"] == "read"


def test_two_services_with_one_operation_are_refused() -> None:
    with pytest.raises(PathTaken):
        merge({}, {"inbox": a_document("/v1/a", {}), "routing": a_document("/v1/a", {})})


def test_what_is_not_public_stays_inside() -> None:
    assert merge({}, {"inbox": a_document("/health/live", {})})["paths"] == {}
    assert list(operations("inbox", a_document("/health/live", {}))) == []


def test_operations_say_who_answers_and_what_it_needs() -> None:
    assert list(operations("inbox", a_document("/v1/a", {}, "tasks:read"))) == [
        Operation("GET", "/v1/a", "inbox", ("tasks:read",), "read")
    ]


def test_components_that_nothing_refers_to_are_dropped_where_it_is_asked_for() -> None:
    document = {
        "paths": {
            "/v1/a": {"get": {"responses": {"200": {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}}}}
        },
        "components": {"headers": {"ETag": {}, "Location": {}}, "schemas": {"Kept": {}}},
    }
    drop_unused(document, ["headers", "examples"])

    assert document["components"] == {"headers": {"ETag": {}}, "schemas": {"Kept": {}}}
