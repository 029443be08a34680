"""Ways to write an address inside the house, each of which has to be refused."""

from __future__ import annotations

HOSTS = (
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1"),  # noqa: S104 - to be refused
    *("255.255.255.255", "localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1.", "127.0.0.1..", ".", ""),
    *("2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "0x7f.1", "0x7f.0x0.0x0.0x1", "0"),
    *("127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.0.0.1", "１２７。１", "①②⑦.0.0.1"),
    *("０x7f000001", "２１３０７０６４３３", "𝐥𝐨𝐜𝐚𝐥𝐡𝐨𝐬𝐭", "local\u00adhost", "local\u200bhost", "a。localhost"),
    *("ⓛocalhost", "localhoſt", "ｌｏｃａｌｈｏｓｔ", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"),
)  # fmt: skip
LITERALS = (
    *("::1", "::", "fe80::1", "fd00::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "::7f00:1", "::10.0.0.1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:808:808::1"),
    *("2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fe80::1%eth0", "fe80::1%25eth0", "::1%lo"),
    *("2606:4700::1111%eth0", "::ffff:127.0.0.1%lo"),
)
URLS = (
    *(f"https://{host}/" for host in HOSTS),
    *(f"https://{host}:8443/x" for host in HOSTS),
    *(f"https://[{host}]/" for host in LITERALS),
    *("https://user:pw@hook.example.org/", "https://user@hook.example.org/", "//127.0.0.1/", "https://[]@"),
    *("https://hook.example.org@127.0.0.1/", "https://127.0.0.1@hook.example.org/", "https://hook.example.org\\@[::1]/"),
    *("http://hook.example.org/", "http://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x"),
    *("https://", "https:///x", "https:127.0.0.1", "", "hook.example.org", "https://hook.example.org:99999/", "https://[bad/"),
    *("https://a b.example/", "https://hook.example.org\n/", " https://hook.example.org/", "https://hook.\texample.org/"),
)  # fmt: skip
