"""Token buckets: how many events a brand or an integration may post a second, and how large a burst."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """Events a second that flow back, and how many may come at once."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class BrandQuota:
    """What the operator allows one brand, and each of its integrations; None: what the installation allows all."""

    brand: Limit | None = None
    integration: Limit | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a bucket said: whether to let it pass, what is left, and after how many whole seconds to try again."""

    allowed: bool
    limit: Limit
    remaining: int
    retry_after_seconds: int

    def headers(self, name: str) -> dict[str, str]:
        """The fields of draft-ietf-httpapi-ratelimit-headers for the named policy; Retry-After when refused."""
        window = max(1, math.ceil(self.limit.burst / self.limit.per_second))
        fields = {
            "RateLimit-Policy": f'"{name}";q={self.limit.burst};w={window}',
            "RateLimit": f'"{name}";r={self.remaining};t={self.retry_after_seconds}',
        }
        return fields if self.allowed else fields | {"Retry-After": str(self.retry_after_seconds)}


class TokenBucket:
    """One token bucket; `now` is any clock in seconds that never goes back."""

    __slots__ = ("_at", "_tokens", "limit")

    def __init__(self, limit: Limit, now: float) -> None:
        self.limit = limit
        self._tokens = float(limit.burst)
        self._at = now

    def take(self, count: int, now: float) -> Verdict:
        """Take `count` tokens, or none at all when there are not enough.

        More than the burst could never pass as a whole, so it passes a full bucket and leaves it in debt.
        """
        self._tokens = min(self.limit.burst, self._tokens + (now - self._at) * self.limit.per_second)
        self._at = now
        needed = min(count, self.limit.burst)
        if self._tokens >= needed:
            self._tokens -= count
            return Verdict(True, self.limit, max(0, int(self._tokens)), 0)
        wait = math.ceil((needed - self._tokens) / self.limit.per_second)
        return Verdict(False, self.limit, max(0, int(self._tokens)), max(1, wait))

    def give_back(self, count: int) -> None:
        """Return tokens of what was in the end not accepted."""
        self._tokens = min(self.limit.burst, self._tokens + count)

    def left(self, now: float) -> int:
        """How many whole tokens there are."""
        return max(0, int(min(self.limit.burst, self._tokens + (now - self._at) * self.limit.per_second)))

    def full(self, now: float) -> bool:
        """Whether nothing would be lost by forgetting this bucket."""
        return self._tokens + (now - self._at) * self.limit.per_second >= self.limit.burst


class Buckets:
    """The buckets of one kind by name, each made at first use; full ones are forgotten when there are too many."""

    def __init__(self, default: Limit, most: int = 10_000) -> None:
        self._default = default
        self._most = most
        self._buckets: dict[str, TokenBucket] = {}

    def of(self, name: str, now: float, limit: Limit | None = None) -> TokenBucket:
        """The bucket of a name; a `limit` that differs from the one it was made with makes it anew."""
        needed = limit or self._default
        bucket = self._buckets.get(name)
        if bucket is None or bucket.limit != needed:
            if len(self._buckets) >= self._most:
                self._buckets = {key: each for key, each in self._buckets.items() if not each.full(now)}
            bucket = self._buckets[name] = TokenBucket(needed, now)
        return bucket

    def __len__(self) -> int:
        return len(self._buckets)
