"""The sketch keeps its promise of 1 % and merges exactly."""

import random

import pytest

from services.analytics.domain.sketch import ACCURACY, LARGEST, Sketch, bucket_of


def exact(values: list[int], q: float) -> int:
    return sorted(values)[int(q * (len(values) - 1))]


def stored_and_read(sketch: Sketch) -> Sketch:
    read = Sketch(sketch.zeros)
    read.add_stored({str(bucket): count for bucket, count in sketch.buckets.items()})
    return read


@pytest.mark.parametrize("q", [0.0, 0.5, 0.9, 0.99, 1.0])
def test_a_quantile_is_within_one_percent_of_the_true_one(q: float) -> None:
    draw = random.Random(7)
    values = [int(draw.lognormvariate(10, 2)) + 1 for _ in range(5_000)]
    sketch = Sketch()
    for value in values:
        sketch.add(value)
    found = sketch.quantile(q)
    assert found is not None
    assert abs(found - exact(values, q)) <= ACCURACY * exact(values, q) * 1.0001


def test_several_quantiles_are_each_as_found_alone() -> None:
    sketch = Sketch(zeros=2)
    for value in (3, 50, 50, 700, 9_000):
        sketch.add(value)
    shares = (0.0, 0.2, 0.5, 0.9, 1.0)
    assert sketch.quantiles(shares) == [sketch.quantile(share) for share in shares]
    assert sketch.quantiles(shares)[:2] == [0.0, 0.0]
    assert Sketch().quantiles((0.5, 0.9)) == [None, None]


def test_merged_sketches_equal_the_sketch_of_all_values() -> None:
    one, two, both = Sketch(), Sketch(), Sketch()
    for value in range(1, 2_000, 3):
        (one if value % 2 else two).add(value)
        both.add(value)
    one.merge(two)
    assert one == both


def test_a_value_that_is_taken_back_leaves_nothing() -> None:
    sketch = Sketch()
    sketch.add(500)
    sketch.add(70)
    sketch.add(500, -1)
    assert stored_and_read(sketch).buckets == {bucket_of(70): 1}


def test_the_stored_form_reads_back_the_same() -> None:
    sketch = Sketch()
    for value in (0, 1, 59_000, 60_000, LARGEST * 5):
        sketch.add(value)
    assert stored_and_read(sketch) == sketch
    assert sketch.count == 5


def test_the_number_of_buckets_is_bounded() -> None:
    assert bucket_of(0) is None
    assert bucket_of(1) == 0
    assert bucket_of(10**30) == bucket_of(LARGEST)
    assert (bucket_of(LARGEST) or 0) < 1_400


def test_an_empty_sketch_has_no_quantile_and_zeros_count_as_zero() -> None:
    assert Sketch().quantile(0.5) is None
    zeros = Sketch(zeros=3)
    assert zeros.quantile(0.9) == 0.0
