"""How an issuer's claims are read: brand, login, roles, and which issuers could mean each other's people."""

import pytest

from gateway.domain.claims import ClaimRules, RoleRule

CARE = RoleRule("groups", "care-team", ("employee",))


@pytest.mark.parametrize(
    ("claims", "matches"),
    [
        ({"groups": ["other", "care-team"]}, True),
        ({"groups": "care-team"}, True),
        ({"groups": "not-care-team-at-all"}, False),
        ({"groups": {"care-team": True}}, False),
        ({"groups": [["care-team"]]}, False),
        ({"groups": None}, False),
        ({}, False),
    ],
)
def test_a_role_is_given_for_the_very_value_and_nothing_like_it(claims: dict[str, object], matches: bool) -> None:
    assert ClaimRules(role_rules=(CARE,)).roles_of(claims) == (("employee",) if matches else ())


def test_the_roles_of_several_rules_come_together_once_each() -> None:
    rules = ClaimRules(role_rules=(CARE, RoleRule("level", "2", ("analyst", "employee"))))

    assert rules.roles_of({"groups": "care-team", "level": "2"}) == ("analyst", "employee")


def test_an_issuer_of_one_brand_speaks_for_no_other_whatever_it_claims() -> None:
    assert ClaimRules(brand="klm").brand_of({"brand": "aurora"}) == "klm"
    assert ClaimRules(brand_claim="tenant").brand_of({"brand": "aurora", "tenant": "klm"}) == "klm"
    assert ClaimRules().brand_of({"brand": ["klm"]}) is None


def test_a_login_carries_the_prefix_of_its_issuer() -> None:
    assert ClaimRules(login_prefix="okta|").login_of({"sub": "ada"}) == "okta|ada"
    assert ClaimRules(login_prefix="okta|").login_of({"sub": ""}) is None
    assert ClaimRules().login_of({"sub": 7}) is None


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (ClaimRules(), ClaimRules(), True),
        (ClaimRules(), ClaimRules(brand="klm"), True),
        (ClaimRules(brand="klm"), ClaimRules(brand="aurora"), False),
        (ClaimRules(login_prefix="a|"), ClaimRules(login_prefix="b|"), False),
        (ClaimRules(login_prefix="a"), ClaimRules(login_prefix="ab"), True),
    ],
)
def test_issuers_meet_where_both_could_name_one_login_of_one_brand(
    one: ClaimRules, other: ClaimRules, meet: bool
) -> None:
    assert one.may_meet(other) is meet
    assert other.may_meet(one) is meet
