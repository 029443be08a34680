"""Problems: a field error points to what is wrong."""

import pytest

from chassis.http.problem import pointer


@pytest.mark.parametrize(
    ("location", "found"),
    [
        (("texts", "en"), "/texts/en"),
        (("texts", "English", "[key]"), "/texts/English"),
        (("items", 3, "a/b~c"), "/items/3/a~1b~0c"),
        ((), ""),
    ],
)
def test_a_pointer_names_the_value_or_the_name_that_is_wrong(location: tuple[int | str, ...], found: str) -> None:
    assert pointer(location) == found
