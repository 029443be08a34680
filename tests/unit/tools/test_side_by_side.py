"""Which options leave the choice of tests to the three runs."""

import pytest

from tests.tools.side_by_side import is_whole


@pytest.mark.parametrize("options", ["", "--durations=10 -q", "-p no:randomly", "--randomly-seed=3 -x"])
def test_options_that_choose_no_test_run_everything(options: str) -> None:
    assert is_whole(options.split())


@pytest.mark.parametrize(
    "options", ["tests/unit", "-q tests/e2e/test_a_crisis.py::test_x", "-k surge", "--lf", "-m=e2e"]
)
def test_a_choice_of_tests_is_one_run(options: str) -> None:
    assert not is_whole(options.split())
