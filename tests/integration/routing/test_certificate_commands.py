"""Certificates on a real MongoDB."""

from chassis.mongo import Mongo
from services.routing.domain.certificate import Certificate
from tests.support.routing.builders import BRAND, an_employee, at
from tests.support.routing.certificate_suite import CertificateSuite, entry
from tests.support.routing.rig import Rig


class TestCertificatesOnMongo(CertificateSuite):
    """The fixture `rig` is over MongoDB here."""


async def test_a_certificate_that_an_older_build_stored_is_read(rig: Rig, mongo: Mongo) -> None:
    await rig.staff(an_employee("anna"))
    employees = mongo.brand_collection("employees")
    older = {"$set": {"certificates": [{"id": "speak", "expires_at": at(60)}]}}
    await employees.write([employees.update(BRAND, "anna", older)])
    assert (await entry(rig)).certificates == (Certificate("speak", at(60)),)
