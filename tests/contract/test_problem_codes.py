"""Every code of a problem that the code can answer has its page, and no page is of a code that nobody answers."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.http.problems import PROBLEM_CODES

ROOMS = ("chassis", "gateway", "services")
OF_STARLETTE = {"method_not_allowed"}  # by the phrase of the status: chassis/http/problem_handlers.py


def declared_in(tree: ast.AST) -> Iterator[tuple[object, object]]:
    """Status and code of the refusals a module declares (`STATUS, CODE = 404, "not_found"`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "(STATUS, CODE)":
            status, code = ast.literal_eval(node.value)
            yield status, code


def raised_in(tree: ast.AST) -> Iterator[tuple[object, object]]:
    """Status and code of the problems it makes where they happen (`Problem(413, …, code="too_large")`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Problem", "super().__init__"}:
            values = {keyword.arg: keyword.value for keyword in node.keywords}
            code = values.get("code")
            if isinstance(code, ast.Constant) and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value, code.value


@pytest.fixture(scope="module")
def answered() -> dict[object, set[object]]:
    found: dict[object, set[object]] = defaultdict(set)
    for room in ROOMS:
        for path in Path(room).rglob("*.py"):
            tree = ast.parse(path.read_text())
            for status, code in (*declared_in(tree), *raised_in(tree)):
                found[code].add(status)
    return found


def test_every_code_that_is_answered_is_explained_and_no_other(answered: dict[object, set[object]]) -> None:
    assert answered.keys() | OF_STARLETTE == PROBLEM_CODES.keys()


def test_a_page_names_the_statuses_of_its_code(answered: dict[object, set[object]]) -> None:
    for code, problem in PROBLEM_CODES.items():
        assert answered.get(code, set(problem.statuses)) == set(problem.statuses), code
