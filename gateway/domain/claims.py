"""What the claims of an issuer's token say: the brand, the login, and the roles that rules give for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Claims = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Gives roles to whoever has a claim with this value, or a list of texts with this value in it."""

    claim: str
    has: str
    roles: tuple[str, ...]

    def matches(self, claims: Claims) -> bool:
        """Whether the claims have what the rule asks for; a text that only contains it does not."""
        value = claims.get(self.claim)
        return value == self.has or (isinstance(value, list) and self.has in value)


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """How the claims of one issuer are read.

    An issuer with a `brand` speaks for that brand alone, whatever its claims say; else `brand_claim` names the brand.
    A login is `login_prefix` and the subject: two issuers of one brand must not mean each other's people.
    """

    brand_claim: str = "brand"
    brand: str | None = None
    login_prefix: str = ""
    role_rules: tuple[RoleRule, ...] = ()

    def brand_of(self, claims: Claims) -> str | None:
        """The brand, or None where the claims name none."""
        return self.brand if self.brand is not None else _text(claims.get(self.brand_claim))

    def login_of(self, claims: Claims) -> str | None:
        """The login of the person, or None where the claims have no subject."""
        subject = _text(claims.get("sub"))
        return None if subject is None else self.login_prefix + subject

    def roles_of(self, claims: Claims) -> tuple[str, ...]:
        """The roles that the rules give, in order."""
        return tuple(sorted({role for rule in self.role_rules if rule.matches(claims) for role in rule.roles}))

    def may_meet(self, other: ClaimRules) -> bool:
        """Whether two issuers could name the same login of the same brand."""
        same_brand = self.brand is None or other.brand is None or self.brand == other.brand
        one, two = self.login_prefix, other.login_prefix
        return same_brand and (one.startswith(two) or two.startswith(one))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
