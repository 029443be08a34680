"""What is too long to read in one sitting is refused, and a listed exception that nothing needs any more is too."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.checks import sizes


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "chassis").mkdir()
    monkeypatch.setattr(sizes, "LONG_FILES", {})
    return tmp_path


def test_a_file_of_200_lines_is_fine_and_one_more_is_refused(top: Path) -> None:
    module = top / "chassis" / "long.py"
    module.write_text("x = 1\n" * sizes.FILE_LINES)
    assert list(sizes.faults(top)) == []
    module.write_text("x = 1\n" * (sizes.FILE_LINES + 1))
    assert [each.split(" has ")[0] for each in sizes.faults(top)] == ["chassis/long.py"]


def test_a_function_is_measured_with_its_decorators_and_docstring(top: Path) -> None:
    body = "    x = 1\n" * (sizes.FUNCTION_LINES - 2)
    module = top / "chassis" / "long.py"
    module.write_text(f"@staticmethod\nasync def fits():\n{body}")
    assert list(sizes.faults(top)) == []
    module.write_text(f"@staticmethod\nasync def long():\n    '''Why.'''\n{body}")
    assert [each.split(" has ")[0] for each in sizes.faults(top)] == ["chassis/long.py:long"]


def test_an_exception_is_refused_as_soon_as_nothing_needs_it(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = top / "chassis" / "long.py"
    module.write_text("x = 1\n" * (sizes.FILE_LINES + 1))
    monkeypatch.setattr(sizes, "LONG_FILES", {"chassis/long.py": "a reason"})
    assert list(sizes.faults(top)) == []
    module.write_text("x = 1\n")
    assert [each.split(" is ")[0] for each in sizes.faults(top)] == ["chassis/long.py"]
