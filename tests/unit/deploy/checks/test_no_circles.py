"""The check that refuses import circles."""

from deploy.checks.no_circles import circles


def test_modules_that_import_one_another_are_a_circle() -> None:
    imports = {"a": ["b"], "b": ["c"], "c": ["a", "d"], "d": [], "x": ["y", "a"], "y": ["x"]}

    assert circles(imports) == [["a", "b", "c"], ["x", "y"]]


def test_an_import_that_never_comes_back_is_none() -> None:
    assert circles({"a": ["b", "c"], "b": ["c"], "c": []}) == []


def test_a_long_chain_of_imports_needs_no_recursion() -> None:
    length = 5_000  # far beyond the limit of recursion
    chain = {str(number): [str(number + 1)] for number in range(length)}

    assert circles(chain) == []
    assert len(circles(chain | {str(length): ["0"]})[0]) == length + 1
