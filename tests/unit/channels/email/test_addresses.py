"""Addresses in one form."""

import pytest

from channels.email.addresses import normal_address


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Ann@Mail.EXAMPLE", "ann@mail.example"),
        ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
        ("jörg@XN--BCHER-KVA.example", "jörg@xn--bcher-kva.example"),
        ("ann@BÜCHER.example.", "ann@xn--bcher-kva.example"),
        ("ann@例え.テスト", "ann@xn--r8jz45g.xn--zckzah"),
        ("ann@ü..example", "ann@ü..example"),
    ],
)
def test_an_address_is_the_same_however_it_is_written(written: str, normal: str) -> None:
    assert normal_address(written) == normal
