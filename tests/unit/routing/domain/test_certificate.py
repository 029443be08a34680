"""What an entry, a person and a course give, and what each leaves alone."""

from dataclasses import replace

from services.routing.domain.certificate import (
    Certificate,
    CertificateDefinition,
    Revocation,
    abilities_of,
    completed,
    entered,
    issue,
    issued_between,
    lost_between,
    revoked_between,
)
from tests.support.routing.builders import NOON, at

SPEAK = CertificateDefinition("speak", "Speaks", 2, 30, {"tone": 3}, ("speak_for_brand",), version=4)
EARNED = issue(SPEAK, NOON, "course", None, evidence="attempt-1")
TAKEN_BACK = replace(EARNED, revoked=Revocation(at(1), "boss", "left"))


def test_an_entry_governs_what_entries_gave_and_leaves_what_was_earned() -> None:
    typed = Certificate("tour", at(60), NOON, "import")
    after = entered([typed, EARNED], [("desk", None)], "entry", at(5))
    assert after == (Certificate("desk", None, at(5), "entry"), EARNED)


def test_an_entry_that_names_a_certificate_as_it_is_changes_nothing() -> None:
    assert entered([EARNED], [("speak", EARNED.expires_at)], "import", at(5)) == (EARNED,)


def test_an_entry_renews_a_certificate_but_not_one_that_was_revoked() -> None:
    assert entered([EARNED], [("speak", at(99))], "import", at(5)) == (Certificate("speak", at(99), at(5), "import"),)
    assert entered([TAKEN_BACK], [("speak", at(99))], "import", at(5)) == (TAKEN_BACK,)


def test_a_revoked_and_an_ended_certificate_give_nothing() -> None:
    assert abilities_of([EARNED], NOON) == ("speak_for_brand",)
    assert abilities_of([TAKEN_BACK], NOON) == ()
    assert abilities_of([EARNED], at(30 * 86_400)) == ()


def test_a_certificate_without_a_definition_takes_the_one_of_the_catalogue() -> None:
    (held,) = completed([Certificate("speak")], {"speak": SPEAK})
    assert (held.definition, held.skills, held.abilities) == (4, {"tone": 3}, ("speak_for_brand",))
    older = replace(EARNED, definition=2, skills={})
    assert completed([older], {"speak": SPEAK}) == (older,), "what it gave when it was issued stays"


def test_what_a_change_issued_revoked_and_lost() -> None:
    assert issued_between([], [EARNED]) == (EARNED,)
    assert issued_between([EARNED], [EARNED]) == ()
    assert issued_between([TAKEN_BACK], [replace(EARNED, issued_at=at(9))]) == (replace(EARNED, issued_at=at(9)),)
    assert revoked_between([EARNED], [TAKEN_BACK]) == (EARNED,)
    assert revoked_between([TAKEN_BACK], [TAKEN_BACK]) == ()
    assert lost_between([EARNED], [TAKEN_BACK], NOON) == {"speak"}
    assert lost_between([EARNED], [EARNED], at(30 * 86_400)) == {"speak"}
    assert lost_between([EARNED], [EARNED], NOON) == frozenset()
