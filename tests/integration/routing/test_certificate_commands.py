"""Certificates on a real MongoDB."""

from chassis.mongo import Mongo
from services.routing.domain.certificate import Certificate, Revocation
from tests.support.routing.builders import BRAND, NOON, an_employee, at
from tests.support.routing.certificate_suite import CertificateSuite, entry
from tests.support.routing.rig import Rig


class TestCertificatesOnMongo(CertificateSuite):
    """The fixture `rig` is over MongoDB here."""


KNOWN_TO_OLDER_BUILDS = {"id", "expires_at"}


async def test_a_certificate_that_an_older_build_stored_is_read(rig: Rig, mongo: Mongo) -> None:
    await rig.staff(an_employee("anna"))
    await write_as_older_build(mongo, [{"id": "speak", "expires_at": at(60)}])
    assert (await entry(rig)).certificates == (Certificate("speak", at(60)),)


async def test_what_an_older_build_writes_keeps_how_a_certificate_was_got_and_that_one_was_revoked(
    rig: Rig, mongo: Mongo
) -> None:
    earned = Certificate("speak", at(60), NOON, "course", evidence="a1", definition=3, abilities=("listen",))
    revoked = Certificate("gone", None, NOON, "person", revoked=Revocation(NOON, "boss", "why"), definition=1)
    typed = Certificate("typed", None, NOON, definition=1)
    await rig.staff(an_employee("anna", certificates=(earned, revoked, typed)))
    stored = await mongo.brand_collection("employees").get(BRAND, "anna")
    assert stored is not None
    assert [set(each) for each in stored["certificates"]] == [KNOWN_TO_OLDER_BUILDS, KNOWN_TO_OLDER_BUILDS]

    await write_as_older_build(mongo, [stored["certificates"][0], {"id": "new", "expires_at": None}])
    assert (await entry(rig)).certificates == (earned, revoked, Certificate("new"))
    (read,) = (await rig.stores.employees.get_many([(BRAND, "anna")])).values()
    assert read == await entry(rig)


async def write_as_older_build(mongo: Mongo, certificates: list[dict[str, object]]) -> None:
    """Replace anna's entry with one without the fields that older builds do not know."""
    employees = mongo.brand_collection("employees")
    stored = await employees.get(BRAND, "anna")
    assert stored is not None
    older = {name: stored[name] for name in stored if name not in {"held", "may_answer", "_id", "brand"}}
    await employees.write([employees.replace(BRAND, "anna", older | {"certificates": certificates})])
