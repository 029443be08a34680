"""What was stored reads back, and merges whatever process wrote it."""

from services.analytics.domain.numbers import Numbers
from services.analytics.persistence.windows import add_stored


def numbers_of(*stripes: dict[str, object]) -> Numbers:
    numbers = Numbers()
    for stored in stripes:
        add_stored(numbers, stored)
    return numbers


def a_document(n: int, **languages: int) -> dict[str, object]:
    return {"n": n, "by": {"language": {name: {"n": count} for name, count in languages.items()}}}


def test_stripes_add_up() -> None:
    numbers = numbers_of(a_document(3, en=2, nl=1), a_document(4, en=4))
    assert numbers.count == 7
    assert {value: part.count for value, part in numbers.by["language"].items()} == {"en": 6, "nl": 1}


def test_the_largest_values_are_shown_and_the_rest_is_other() -> None:
    numbers = numbers_of(a_document(15, en=5, nl=4, de=3, fr=2, other=1))
    shown = numbers.top("language", 2)
    assert [(value, part.count) for value, part in shown.items()] == [("en", 5), ("nl", 4), ("other", 6)]


def test_quantiles_of_stripes_are_those_of_all_values() -> None:
    one = numbers_of({"n": 2, "s": 3, "b": {"0": 1, "35": 1, "36": 0}}, {"n": 1, "s": 0, "z": 1})
    assert one.sketch.count == 3
    assert one.sketch.quantile(0) == 0.0
    assert one.mean == 1.0


def test_the_higher_peak_is_kept() -> None:
    one = numbers_of({"n": 1, "s": 4, "hi": 4}, {"n": 1, "s": 9, "hi": 9})
    one.merge(Numbers())
    assert one.peak == 9
