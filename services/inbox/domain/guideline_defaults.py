"""The guideline a brand starts with: short duties, and freedoms beside them, as in a good code of conduct."""

from __future__ import annotations

from services.inbox.domain.guideline import ApprovalRule, BlockedTerm, Freedom, Guideline, PersonalDataRule
from services.inbox.domain.guideline_scope import Applies, EngagementApplies

FIRST_VERSION = 1

EVERYWHERE = Applies()
IN_PUBLIC = Applies(visibility="public")


def default_guideline() -> Guideline:
    """The guideline of a brand that has written none.

    It asks no certificate, because a brand without courses could answer nobody; Dell's rule of two hours of training
    to share and eight to speak is one `certificates` entry of a version of its own.
    """
    return Guideline(
        version=FIRST_VERSION,
        blocked_terms=(
            BlockedTerm("no comment", "Say what we know, or when we will know more"),
            BlockedTerm("we guarantee", "A promise in law: ask the legal team"),
            BlockedTerm("we are liable", "An admission in law: ask the legal team"),
            BlockedTerm("calm down", "Reads as blame to who is upset"),
        ),
        personal_data=(
            PersonalDataRule("payment_data", ("iban", "card"), EVERYWHERE, "Payment data never goes into a message"),
            PersonalDataRule("contact_data", ("email", "phone"), IN_PUBLIC, "Ask for contact data in private only"),
        ),
        approvals=(
            ApprovalRule(
                "escalated",
                EngagementApplies(triage=("escalate",)),
                "Danger, law, press or a loud complaint: a second person agrees first",
                unless_certificate="crisis_spokesperson",
            ),
        ),
        freedoms=(
            Freedom("own_voice", "Write as yourself: your first name, your own words, humour where it fits"),
            Freedom("apologise", "Say sorry for what went wrong; it needs nobody's permission"),
            Freedom("do_not_know", "Say that you do not know yet, and when you will"),
            Freedom("walk_away", "You need not answer abuse; hand it back without a reason"),
        ),
    )
