"""Operations are named after their routes."""

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from chassis.http.naming import operation_id, summary


def a_route(name: str, summary: str | None = None) -> APIRoute:
    router = APIRouter()
    router.add_api_route("/v1/notes", lambda: None, name=name, summary=summary)
    (route,) = router.routes
    assert isinstance(route, APIRoute)
    return route


@pytest.mark.parametrize(
    ("name", "id_", "words"),
    [("list_dead_letters", "listDeadLetters", "List dead letters"), ("staffing", "staffing", "Staffing")],
)
def test_an_operation_is_named_after_its_route(name: str, id_: str, words: str) -> None:
    assert (operation_id(a_route(name)), summary(a_route(name))) == (id_, words)


def test_a_declared_summary_goes_first() -> None:
    assert summary(a_route("get_sla_policy", "Get the SLA policy")) == "Get the SLA policy"
