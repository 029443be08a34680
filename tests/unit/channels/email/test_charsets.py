"""Text under the labels that mail programs write."""

import pytest

from channels.email.charsets import codec_of, decoded, garbled

# What was written, the codec its program used, the label it put on it.
AS_LABELLED = [
    ("朱鎔基先生的行李在哪里？", "gbk", "gb2312"),
    ("㐀的行李", "gb18030", "GB2312"),
    ("I don’t – € 250", "cp1252", "iso-8859-1"),
    ("I don’t – € 250", "cp1252", "us-ascii"),
    ("Zażółć – „gęś”", "cp1250", "windows-1250"),
    ("①番ゲート㈱アウロラ髙橋", "cp932", "shift_jis"),
    ("荷物が届きません", "euc_jp", "euc-jp"),
    ("똠방각하", "cp949", "ks_c_5601-1987"),
    ("똠방각하", "cp949", "euc-kr"),
    ("行李在哪裡", "big5hkscs", "big5"),
    ("Где мой багаж?", "koi8-r", "koi8-r"),
    ("สวัสดี", "cp874", "tis-620"),
    ("Wo ist mein Koffer?", "utf-7", "utf-7"),
    ("Größe ½", "cp850", "ibm850"),
    ("Where is it?", "ascii", "unknown-8bit"),
]


@pytest.mark.parametrize(("text", "codec", "label"), AS_LABELLED)
def test_a_label_means_its_superset(text: str, codec: str, label: str) -> None:
    assert decoded(text.encode(codec), label) == text
    assert not garbled(decoded(text.encode(codec), label))


@pytest.mark.parametrize("label", [None, "us-ascii", "iso-8859-1", "utf-8", "x-unknown", "koi8-u"])
def test_utf_8_is_read_under_a_label_that_it_does_not_fit_and_under_none(label: str | None) -> None:
    text = "Où est ma valise ? 行李 🧳"
    assert decoded(text.encode(), label if label != "koi8-u" else None) == text


# Rows 13 and 89 to 92 of vendors, which the standard ISO-2022-JP has not.
VENDOR_JIS = b"\x1b$B-!-j\x1b(B and \x1b$BydzR\x1b(B"


@pytest.mark.parametrize("label", ["iso-2022-jp", None, "us-ascii", "utf-8"])
def test_iso_2022_jp_is_recognised_by_its_escapes_and_has_the_characters_of_vendors(label: str | None) -> None:
    text = decoded(VENDOR_JIS, label)
    assert text.startswith("①㈱ and ")
    assert not garbled(text)


def test_euc_jp_has_the_characters_of_vendors() -> None:
    assert decoded(b"\xad\xa1\xad\xea\xb2\xd9", "euc-jp") == "①㈱荷"


def test_gbk_has_the_euro_in_one_byte() -> None:
    assert decoded("价格".encode("gbk") + b"\x80" + b"250", "gbk") == "价格€250"


@pytest.mark.parametrize(
    ("content", "label"), [(b"\xc3(\xa0 \xff", "utf-8"), ("荷".encode("cp932") + b"\x81", "shift_jis")]
)
def test_what_cannot_be_read_is_marked_where_it_stands(content: bytes, label: str) -> None:
    assert garbled(decoded(content, label))


@pytest.mark.parametrize(
    "label", ["zlib", "idna", "unicode_escape", "rot13", "base64", "replacement", "iso-2022-cn", ""]
)
def test_a_label_that_names_no_charset_is_no_codec(label: str) -> None:
    assert codec_of(label) is None
