"""What a linter reports becomes one sentence each, and no report is a finding."""

import json

from deploy.checks.api.linting import findings

PROBLEM = {
    "ruleId": "operation-operationId",
    "severity": "warn",
    "message": "Operation object should contain `operationId` field.",
    "location": [{"pointer": "#/paths/~1v1~1me/get"}],
}


def test_a_warning_is_a_finding_with_its_place() -> None:
    assert list(findings(json.dumps({"problems": [PROBLEM]}))) == [
        "warn operation-operationId: Operation object should contain `operationId` field. (#/paths/~1v1~1me/get)"
    ]


def test_a_clean_report_has_none() -> None:
    assert list(findings(json.dumps({"problems": []}))) == []


def test_a_report_that_is_none_is_a_finding() -> None:
    assert [each[:24] for each in findings("Cannot find module")] == ["Redocly gave no report: "]
