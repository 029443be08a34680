"""Addresses others chose: whatever way they are written in, nothing inside the house is let through."""

from __future__ import annotations

import pytest
from yarl import URL

from channels.addresses import AddressRefused, Reach, check_addresses, checked_host, checked_url
from tests.support.channels.hosts_inside import HOSTS, LITERALS, URLS

HERE = Reach(loopback=True)


@pytest.mark.parametrize("url", URLS)
def test_an_address_inside_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_url(url, Reach())


@pytest.mark.parametrize("host", [*HOSTS, *LITERALS])
def test_a_mail_server_inside_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(AddressRefused):
        checked_host(host, Reach())


def test_the_host_that_comes_back_is_the_one_the_client_connects_to() -> None:
    assert checked_url("https://Bücher.example./x", Reach()).raw_host == "xn--bcher-kva.example."
    assert checked_host("ｈｏｏｋ．example.org", Reach()) == "hook.example.org"
    assert checked_host("127。0。0。1", HERE) == "127.0.0.1"
    assert checked_url("https://hook.example.org:8443/r?a=b", Reach()) == URL("https://hook.example.org:8443/r?a=b")
    assert checked_url("https://[2606:4700:4700::1111]/", Reach()).raw_host == "2606:4700:4700::1111"
    check_addresses(["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"], Reach())


def test_the_operators_word_opens_this_machine_and_no_other_private_address() -> None:
    checked_url("http://127.0.0.1:8080/x", HERE)
    checked_url("https://localhost/x", HERE)
    for url in ("http://10.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/", "http://hook.example.org/"):
        with pytest.raises(AddressRefused):
            checked_url(url, HERE)


def test_an_address_that_the_operator_chose_may_stand_inside_and_speak_plain_http() -> None:
    for url in ("http://10.0.0.1:8080/x", "https://169.254.1.1/", "http://id.inside/x", "http://localhost/x"):
        checked_url(url, Reach(anywhere=True))
    for url in ("http://user:pw@10.0.0.1/", "file:///etc/passwd", "gopher://10.0.0.1/"):
        with pytest.raises(AddressRefused):
            checked_url(url, Reach(anywhere=True))


def test_a_name_that_also_leads_inside_is_refused_after_resolving() -> None:
    check_addresses(["1.1.1.1"], Reach())
    for inside in ("192.168.0.1", "::127.0.0.1", "fe80::1%eth0"):
        with pytest.raises(AddressRefused):
            check_addresses(["1.1.1.1", inside], Reach())
