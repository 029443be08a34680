"""A story that fails is run once more at the end and both outcomes are printed; any other test fails at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import second_run

ROOT = Path(second_run.__file__).parents[2]

COUNTED = """
import pathlib
import pytest

@pytest.fixture(scope="session")
def number():
    place = pathlib.Path("sessions")
    place.write_text(place.read_text() + "x" if place.exists() else "x")
    return len(place.read_text())
"""
"""A session fixture that knows how often it was made."""


def _run(pytester: pytest.Pytester, tests: str) -> pytest.RunResult:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\nmarkers =\n    e2e: a story\n")
    pytester.makeconftest(COUNTED)
    pytester.makepyfile(tests)
    pytester.syspathinsert(ROOT)
    return pytester.runpytest_inprocess("-p", "no:randomly", "-p", second_run.__name__)


def test_a_story_that_passes_its_second_run_is_shown_and_does_not_fail_the_run(pytester: pytest.Pytester) -> None:
    result = _run(
        pytester,
        """
        import pytest

        @pytest.mark.e2e
        def test_a_flake(number):
            assert number == 2, "made for the first time"

        def test_another(number):
            assert number == 1
        """,
    )

    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "*needed a second run*",
            "*::test_a_flake: failed first, passed",
            "*made for the first time*",
            "*2 passed, 1 needed a second run*",
        ]
    )


def test_a_story_that_fails_again_fails_the_run(pytester: pytest.Pytester) -> None:
    result = _run(
        pytester,
        """
        import pytest

        @pytest.mark.e2e
        def test_broken():
            assert False, "for good"
        """,
    )

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*::test_broken: failed first, failed again", "*1 failed, 1 needed a second run*"])


def test_a_story_whose_fixture_fails_is_run_again_too(pytester: pytest.Pytester) -> None:
    result = _run(
        pytester,
        """
        import pytest

        @pytest.fixture
        def ready(number):
            assert number == 2

        @pytest.mark.e2e
        def test_a_flake(ready):
            pass
        """,
    )

    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=1)


def test_a_test_that_is_no_story_fails_at_once(pytester: pytest.Pytester) -> None:
    result = _run(
        pytester,
        """
        def test_broken(number):
            assert number == 2
        """,
    )

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*needed a second run*")
