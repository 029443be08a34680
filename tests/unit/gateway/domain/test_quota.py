"""Token buckets."""

import pytest

from chassis.http.problem import Problem
from gateway.application.quotas import Quotas
from gateway.domain.quota import BrandQuota, Buckets, Limit, TokenBucket


def test_a_burst_passes_and_then_no_more() -> None:
    bucket = TokenBucket(Limit(10, 20), now=0)

    assert bucket.take(20, now=0).allowed
    refused = bucket.take(1, now=0)
    assert not refused.allowed
    assert refused.retry_after_seconds == 1


def test_tokens_flow_back_with_time_up_to_the_burst() -> None:
    bucket = TokenBucket(Limit(10, 20), now=0)
    bucket.take(20, now=0)

    assert bucket.take(10, now=1).allowed
    assert not bucket.take(21, now=1000).remaining


def test_a_refused_take_costs_nothing() -> None:
    bucket = TokenBucket(Limit(1, 5), now=0)
    bucket.take(3, now=0)

    assert not bucket.take(3, now=0).allowed
    assert bucket.take(2, now=0).allowed


def test_a_batch_larger_than_the_burst_passes_a_full_bucket_and_leaves_a_debt() -> None:
    bucket = TokenBucket(Limit(10, 20), now=0)

    assert bucket.take(50, now=0).allowed
    verdict = bucket.take(1, now=1)
    assert not verdict.allowed
    assert verdict.retry_after_seconds == 3


def test_a_refusal_says_when_to_try_again_in_its_headers() -> None:
    bucket = TokenBucket(Limit(10, 20), now=0)
    allowed, refused = bucket.take(20, now=0), bucket.take(15, now=0)

    assert "Retry-After" not in allowed.headers("brand")
    assert refused.headers("brand") == {
        "RateLimit-Policy": '"brand";q=20;w=2',
        "RateLimit": '"brand";r=0;t=2',
        "Retry-After": "2",
    }


def test_each_name_has_a_bucket_of_its_own() -> None:
    buckets = Buckets(Limit(1, 1))

    assert buckets.of("klm", 0).take(1, 0).allowed
    assert buckets.of("ba", 0).take(1, 0).allowed
    assert not buckets.of("klm", 0).take(1, 0).allowed


def test_a_changed_limit_counts_from_its_next_use() -> None:
    buckets = Buckets(Limit(1, 1))
    buckets.of("klm", 0).take(1, 0)

    assert buckets.of("klm", 0, Limit(1, 5)).take(5, 0).allowed


def test_full_buckets_are_forgotten_and_used_ones_kept() -> None:
    buckets = Buckets(Limit(1, 2), most=2)
    buckets.of("used", 0).take(2, 0)
    buckets.of("idle", 0)

    buckets.of("new", 0)

    assert len(buckets) == 2
    assert not buckets.of("used", 0).take(1, 0).allowed


def test_a_brand_with_a_quota_of_its_own_is_held_to_it_and_others_are_not() -> None:
    now = [0.0]
    quotas = Quotas(Limit(10, 100), Limit(10, 100), lambda: now[0])
    tight = BrandQuota(brand=Limit(1, 5))

    quotas.take("north", "north_a", 5, tight)
    with pytest.raises(Problem) as refused:
        quotas.take("north", "north_b", 1, tight)
    assert (refused.value.status, refused.value.body["quota"]) == (429, "brand")
    quotas.take("south", "south_a", 50)
    quotas.take("north", "north_b", 50)
    assert quotas.limits(tight) == (Limit(1, 5), Limit(10, 100))


def test_an_integration_s_quota_is_each_one_s_own() -> None:
    quotas = Quotas(Limit(10, 100), Limit(10, 100), lambda: 0.0)
    tight = BrandQuota(integration=Limit(1, 5))

    quotas.take("north", "north_a", 5, tight)
    quotas.take("north", "north_b", 5, tight)
    with pytest.raises(Problem) as refused:
        quotas.take("north", "north_a", 1, tight)
    assert refused.value.body["quota"] == "integration"
    assert quotas.left("north", "north_a", tight) == (Limit(1, 5), 0, 90)
