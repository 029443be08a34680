"""Which options leave the choice of tests to the runs."""

from pathlib import Path

import pytest

from tests.tools.side_by_side import is_whole, runs


@pytest.mark.parametrize("options", ["", "--durations=10 -q", "-p no:randomly", "--randomly-seed=3 -x"])
def test_options_that_choose_no_test_run_everything(options: str) -> None:
    assert is_whole(options.split())


@pytest.mark.parametrize(
    "options", ["tests/unit", "-q tests/e2e/test_a_crisis.py::test_x", "-k surge", "--lf", "-m=e2e"]
)
def test_a_choice_of_tests_is_one_run(options: str) -> None:
    assert not is_whole(options.split())


def test_the_runs_together_collect_every_folder_of_tests_once() -> None:
    every = {path for path in Path("tests").rglob("test_*.py")}
    collected = [path for run in runs() for path in every if _collects(run, path)]
    assert sorted(collected) == sorted(every)


def _collects(run: list[str], path: Path) -> bool:
    roots = [each for each in run if not each.startswith("--")] or ["tests"]
    ignored = [each.removeprefix("--ignore=") for each in run if each.startswith("--ignore=")]
    return any(path.is_relative_to(root) for root in roots) and not any(path.is_relative_to(each) for each in ignored)
