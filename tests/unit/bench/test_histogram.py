import pytest

from bench.histogram import histogram


def test_values_are_counted_in_buckets_of_equal_width_in_logarithms() -> None:
    found = histogram([1.0, 1.1, 10.0, 12.0])
    assert found["edges"][0] == pytest.approx(1.0)
    assert found["edges"][-1] == pytest.approx(10**1.1)
    assert found["counts"] == [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]


def test_a_value_on_an_edge_is_in_the_bucket_above_it() -> None:
    found = histogram([1000.0])
    assert found["edges"] == pytest.approx([1000.0, 1258.925], rel=1e-3)
    assert found["counts"] == [1]


def test_no_values_make_no_buckets() -> None:
    assert histogram([]) == {"edges": [], "counts": []}
