"""A contact under several ids: what leads to whom, and which id names them."""

from dataclasses import replace

from services.inbox.domain.contact import Contact, Profile, led_to, named_by, seen_as
from tests.support.inbox.builders import NOON

KIM = Contact("klm", "p1", "wa", "whatsapp", "316", NOON, Profile("Kim"))


def test_a_record_leads_to_its_contact_and_a_circle_ends() -> None:
    records = {"a": KIM.leading_to("b"), "b": KIM.leading_to("c"), "c": KIM}
    assert [led_to(records, each) for each in ("a", "b", "c", "d")] == ["c", "c", "c", "d"]
    circle = {"a": KIM.leading_to("b"), "b": KIM.leading_to("a")}
    assert led_to(circle, "a") == "b"


def test_a_new_first_id_names_the_contact_and_others_stand_beside_it() -> None:
    both = seen_as(KIM, ("316", "NL.1"), Profile())
    assert both.external_ids == ("316", "NL.1")
    assert seen_as(both, ("NL.1",), Profile()) is both
    assert seen_as(both, ("317", "NL.1"), Profile()).external_ids == ("317", "316", "NL.1")
    assert seen_as(both, (), Profile(handle="kim")).profile == Profile("Kim", "kim")


def test_ids_of_a_name_are_kept_once() -> None:
    assert named_by(KIM, ("317", "NL.1", "317")) == replace(KIM, external_id="317", also_known_as=("NL.1",))
