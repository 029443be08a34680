"""What an operator may turn off is made of operations that there are, and each says how it is refused."""

from __future__ import annotations

from gateway.domain.feature import FEATURE_OF
from gateway.openapi import service_documents
from tests.contract.openapi_documents import operations, whole


def test_every_operation_of_a_feature_is_there_and_says_how_it_is_refused() -> None:
    said = {
        operation["operationId"]
        for _, _, operation in operations(whole())
        if "feature_off" in operation["responses"].get("403", {}).get("x-problem-codes", ())
    }

    assert said == FEATURE_OF.keys()


def test_every_operation_of_a_feature_is_a_services_since_it_is_checked_where_requests_are_sent_on() -> None:
    forwarded = {
        operation["operationId"]
        for document in service_documents().values()
        for _, _, operation in operations(document)
    }

    assert FEATURE_OF.keys() <= forwarded
