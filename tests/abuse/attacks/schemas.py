"""The whole OpenAPI document in the hands of Schemathesis: examples, edges, random bodies, and links."""

from __future__ import annotations

from tests.abuse.attack import Attack, Attempts
from tests.abuse.schemathesis import PROGRAM, run


def _schemas(attempts: Attempts) -> None:
    """No 5xx, no status that is not documented, nothing invalid taken; the key has its rights until the end."""
    target = attempts.target
    if not PROGRAM.exists():
        attempts.fault('Schemathesis is not installed: make abuse ARGS="--attack schemas" installs it')
        return
    brand = target.new_brand()
    rights = brand.admin.get("/v1/me")["scopes"]
    found = run(target.document, target.state.gateway, brand.admin.key, attempts.chance.randrange(10**6))
    attempts.statuses.update(found.statuses)
    attempts.note(found.in_words())
    for fault in found.faults.values():
        attempts.fault(fault)
    attempts.expect(brand.admin.get("/v1/me")["scopes"] == rights, "the key lost rights on the way")
    attempts.expect(not found.missing, f"phases that came to no end: {found.missing}")
    attempts.expect(found.links_known > 0 and bool(found.links), f"no links were followed: {found.in_words()}")


ATTACKS = [Attack("schemas", "Schemathesis over the whole document, all phases", _schemas)]
