"""What an employee holds as documents, between builds that store other fields."""

from services.routing.domain.certificate import Certificate, Revocation
from services.routing.persistence.held_certificates import (
    certificate_fields,
    certificates_from,
    held_documents,
    reconciled,
)
from tests.support.routing.builders import NOON, at

EARNED = Certificate(
    "speak", at(60), NOON, "course", evidence="a1", definition=3, skills={"x": 2}, abilities=("listen",)
)
REVOKED = Certificate("gone", at(60), NOON, "entry", revoked=Revocation(NOON, "boss", "why"))
TYPED = Certificate("typed", None, NOON, "import")
ALL = (EARNED, REVOKED, TYPED)


def after(*entries: tuple[str, object]) -> tuple[Certificate, ...]:
    """Give what is held after an older build wrote ids and ends over all three."""
    written = [{"id": id_, "expires_at": end} for id_, end in entries]
    return certificates_from({"certificates": written, "held": reconciled(written, held_documents(ALL))})


def test_what_is_held_comes_back_as_it_was_stored() -> None:
    assert certificates_from(certificate_fields(ALL)) == ALL


def test_an_older_build_finds_ids_and_ends_of_what_stands() -> None:
    standing = [{"id": "speak", "expires_at": at(60)}, {"id": "typed", "expires_at": None}]
    assert certificate_fields(ALL)["certificates"] == standing


def test_fields_that_a_newer_build_stores_are_left_alone() -> None:
    document = certificate_fields(ALL)
    for each in document["held"]:
        each["newer"] = 1
        if each["revoked"] is not None:
            each["revoked"]["newer"] = 1
    assert certificates_from(document) == ALL


def test_what_an_older_build_leaves_alone_is_as_it_was() -> None:
    assert after(("speak", at(60)), ("typed", None)) == ALL


def test_what_an_older_build_adds_or_gives_another_end_is_an_entry() -> None:
    assert after(("speak", at(90)), ("typed", None), ("new", at(5))) == (
        Certificate("speak", at(90)),
        REVOKED,
        TYPED,
        Certificate("new", at(5)),
    )


def test_what_an_older_build_leaves_out_is_gone_if_an_entry_governs_it() -> None:
    assert after() == (EARNED, REVOKED)


def test_no_entry_of_an_older_build_undoes_a_revocation() -> None:
    assert after(("gone", at(90))) == (EARNED, REVOKED)
