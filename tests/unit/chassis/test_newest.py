"""Of several events about one subject the highest version counts, whatever their order."""

from __future__ import annotations

from datetime import UTC, datetime

from chassis.newest import newest
from contracts.directory import BrandChanged


def a_change(brand: str, version: int, name: str) -> BrandChanged:
    return BrandChanged.after(
        f"{brand}-{version}-{name}",
        "brand",
        brand=brand,
        subject=brand,
        version=version,
        at=datetime(2026, 5, 1, tzinfo=UTC),
        name=name,
    )


def test_the_highest_version_of_each_key_stays_whatever_the_order() -> None:
    older, newer, other = a_change("klm", 1, "old"), a_change("klm", 2, "new"), a_change("dell", 1, "dell")
    assert newest([newer, other, older], lambda event: event.brand) == {"klm": newer, "dell": other}


def test_of_equal_versions_the_later_one_stays() -> None:
    first, again = a_change("klm", 2, "first"), a_change("klm", 2, "again")
    assert newest([first, again], lambda event: event.brand) == {"klm": again}
