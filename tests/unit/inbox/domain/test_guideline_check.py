"""The guideline: each violation is named, approval is a question and not a refusal, freedoms lift what they name."""

from dataclasses import replace

import pytest

from services.inbox.domain.guideline import (
    Applies,
    CertificateRule,
    Freedom,
    Guideline,
    Situation,
)
from services.inbox.domain.guideline_check import check_reply
from services.inbox.domain.guideline_defaults import default_guideline
from services.inbox.domain.personal_data import find_personal_data, iban_holds, luhn_holds

PUBLIC = Situation("x", "public", "respond", 50)
PRIVATE = replace(PUBLIC, visibility="private")
GUIDELINE = default_guideline()
VISA = "4111 1111 1111 1111"  # the test number of the card schemes
IBAN = "NL91 ABNA 0417 1643 00"  # the example of the IBAN registry


def test_a_plain_reply_is_allowed_and_the_freedoms_are_named() -> None:
    check = check_reply("Sorry! We look into it.", PUBLIC, (), GUIDELINE)
    assert check.verdict == "allowed"
    assert "own_voice" in {freedom.id for freedom in check.freedoms}


def test_a_blocked_term_is_found_whole_whatever_its_case() -> None:
    check = check_reply("NO COMMENT on that", PUBLIC, (), GUIDELINE)
    assert [(v.code, v.rule, v.start, v.end) for v in check.violations] == [("blocked_term", "no comment", 0, 10)]
    assert check_reply("no commentary", PUBLIC, (), GUIDELINE).verdict == "allowed"


@pytest.mark.parametrize("text", [f"Is {IBAN} yours?", f"Card {VISA} was charged"])
def test_payment_data_is_refused_everywhere(text: str) -> None:
    for situation in (PUBLIC, PRIVATE):
        check = check_reply(text, situation, (), GUIDELINE)
        assert check.verdict == "refused"
        assert {v.code for v in check.violations} == {"personal_data"}


@pytest.mark.parametrize("text", ["Mail jan@example.org", "Call +31 20 123 4567 now"])
def test_contact_data_is_refused_in_public_only(text: str) -> None:
    assert check_reply(text, PUBLIC, (), GUIDELINE).verdict == "refused"
    assert check_reply(text, PRIVATE, (), GUIDELINE).verdict == "allowed"


def test_the_brands_own_address_may_be_given() -> None:
    own = replace(GUIDELINE, own_addresses=("Care@Brand.example", "+31 20 123 4567"))
    assert check_reply("Write care@brand.example or call +31 20 1234567", PUBLIC, (), own).verdict == "allowed"


def test_order_numbers_and_dates_are_nobodys_data() -> None:
    assert find_personal_data("Order 12345678 of 2026-03-02, flight KL1234, 1234567812345678 points") == ()


def test_check_digits_decide_what_is_a_card_or_an_account() -> None:
    assert luhn_holds("4111111111111111")
    assert not luhn_holds("4111111111111112")
    assert iban_holds(IBAN)
    assert not iban_holds("NL92 ABNA 0417 1643 00")


def test_an_escalated_conversation_needs_approval_and_a_spokesperson_does_not() -> None:
    hot = replace(PUBLIC, triage="escalate")
    assert check_reply("We are on it", hot, (), GUIDELINE).verdict == "needs_approval"
    assert check_reply("We are on it", hot, ("crisis_spokesperson",), GUIDELINE).verdict == "allowed"


def test_approval_does_not_heal_a_blocked_term() -> None:
    assert check_reply("no comment", replace(PUBLIC, triage="escalate"), (), GUIDELINE).verdict == "refused"


def test_an_author_without_the_certificate_is_refused_and_told_which() -> None:
    guideline = Guideline(2, certificates=(CertificateRule("speak", "speak_for_us", Applies(), "Eight hours first"),))
    check = check_reply("Hello", PUBLIC, (), guideline)
    assert [(v.code, v.rule) for v in check.violations] == [("missing_certificate", "speak")]
    assert "speak_for_us" in check.violations[0].why
    assert check_reply("Hello", PUBLIC, ("speak_for_us",), guideline).verdict == "allowed"


def test_a_freedom_lifts_the_rule_it_names_where_it_applies() -> None:
    free = Freedom("rebook", "Rebook freely", Applies(topics=("rebooking",)), lifts=("escalated",))
    guideline = replace(GUIDELINE, freedoms=(free,))
    hot = replace(PUBLIC, triage="escalate")
    assert check_reply("Done", replace(hot, topics=("rebooking",)), (), guideline).verdict == "allowed"
    assert check_reply("Done", hot, (), guideline).verdict == "needs_approval"


def test_an_empty_or_endless_reply_is_refused() -> None:
    assert check_reply("  ", PUBLIC, (), GUIDELINE).violations[0].code == "empty"
    assert check_reply("a" * 5001, PUBLIC, (), GUIDELINE).violations[0].code == "too_long"
