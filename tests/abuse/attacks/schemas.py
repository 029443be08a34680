"""The whole OpenAPI document in the hands of Schemathesis, in a brand that has everything there is."""

from __future__ import annotations

from tests.abuse.attack import Attack, Attempts
from tests.abuse.schemathesis import PROGRAM, knowing, run
from tests.e2e.two_brands import two_brands


def _schemas(attempts: Attempts) -> None:
    """No 5xx, no status that is not documented, nothing invalid taken; the key has its rights until the end."""
    target = attempts.target
    if not PROGRAM.exists():
        attempts.fault('Schemathesis is not installed: make abuse ARGS="--attack schemas" installs it')
        return
    pair = target.stack.enter_context(two_brands(target.state))  # of its own: little of it is left as it was
    brand = pair.asking
    rights = brand.admin.get("/v1/me")["scopes"]
    seed = attempts.chance.randrange(10**6)
    found = run(knowing(target.document, pair.own), target.state.gateway, brand.admin.key, seed)
    attempts.statuses.update(found.statuses)
    attempts.note(found.in_words())
    for fault in found.faults.values():
        attempts.fault(fault)
    attempts.expect(brand.admin.get("/v1/me")["scopes"] == rights, "the key lost rights on the way")
    attempts.expect(not found.missing, f"phases that came to no end: {found.missing}")
    attempts.expect(found.links_known > 0 and bool(found.links), f"no links were followed: {found.in_words()}")


ATTACKS = [Attack("schemas", "Schemathesis over the whole document, all phases", _schemas)]
