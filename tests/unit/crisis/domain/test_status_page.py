"""The page of a company's status: every word of people is text, and what is late is said to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.crisis.domain.company_status import SHOWN_AFTERWARDS, status_of
from services.crisis.domain.incident import Incident
from services.crisis.domain.status_page import as_page
from services.crisis.domain.status_update import StatusUpdate
from tests.support.crisis.builders import NOON

OPEN = Incident("i1", "Ash <b>", 2, "active", "ann", NOON, roles={"commander": "ann"}, update_due_at=NOON)
SCRIPT = "<script>alert(1)</script>"


def page(*incidents: Incident) -> str:
    return as_page(status_of(incidents, lambda person: f"{person} {SCRIPT}", NOON + timedelta(minutes=1)))


def test_no_word_of_people_is_markup() -> None:
    shown = page(replace(OPEN, update=StatusUpdate(f"One\n{SCRIPT}", NOON, "ann")))
    assert "<script" not in shown
    assert "Ash &lt;b&gt;" in shown
    assert "One<br>&lt;script&gt;" in shown


def test_what_was_promised_and_did_not_come_is_said() -> None:
    assert "was promised for" in page(OPEN)
    assert "comes by" in page(replace(OPEN, update_due_at=NOON + timedelta(hours=1)))
    assert "next update" not in page(replace(OPEN, update_due_at=None))


def test_the_gravest_comes_first_and_what_is_over_last() -> None:
    grave = replace(OPEN, id="i2", title="Fire", severity=3)
    over = replace(OPEN, id="i3", title="Fog", state="reviewed", stood_down_at=NOON - timedelta(hours=1))
    long_over = replace(over, id="i4", title="Frost", stood_down_at=NOON - SHOWN_AFTERWARDS)
    shown = page(over, OPEN, long_over, grave)
    assert shown.index("Fire") < shown.index("Ash") < shown.index("Fog")
    assert "Frost" not in shown
    assert "2 open" in shown


def test_a_calm_company_is_told_so() -> None:
    assert "Nothing is going on" in page()
