"""winmail.dat: the text and files inside."""

import base64
import struct

from channels.email.tnef import unpacked
from contracts.channel import MessageReceived
from tests.unit.channels.email.mails import a_mail, events_of

MESSAGE, FILE = 1, 2
STRING_8, STRING_16, LONG, BINARY, MULTIPLE = 0x1E, 0x1F, 0x03, 0x102, 0x1000


def packed(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def attribute(level: int, name: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(data)) + data + b"\0\0"


def properties(*values: bytes) -> bytes:
    return struct.pack("<I", len(values)) + b"".join(values)


def long(name: int, value: int) -> bytes:
    return struct.pack("<HHI", LONG, name, value)


def variable(kind: int, name: int, *values: bytes) -> bytes:
    head = struct.pack("<HHI", kind, name, len(values))
    return head + b"".join(struct.pack("<I", len(each)) + each + b"\0" * (-len(each) % 4) for each in values)


def named(value: bytes, name: str | None) -> bytes:
    """A property of a set: between its id and its value stand the set and its number or name there."""
    inner = struct.pack("<II", 0, 7)
    if name is not None:
        encoded = name.encode("utf-16le")
        inner = struct.pack("<II", 1, len(encoded)) + encoded + b"\0" * (-len(encoded) % 4)
    return value[:4] + b"\7" * 16 + inner + value[4:]


FILES = (
    attribute(FILE, 0x9002, b"\0" * 14),
    attribute(FILE, 0x8010, b"TICKET~1.PDF\0"),
    attribute(FILE, 0x800F, b"%PDF"),
    attribute(
        FILE,
        0x9005,
        properties(
            variable(STRING_16, 0x3707, "Ticket März.pdf\0".encode("utf-16le")),
            variable(STRING_8, 0x370E, b"application/pdf\0"),
        ),
    ),
    attribute(FILE, 0x9002, b""),
    attribute(FILE, 0x9005, properties(variable(BINARY, 0x3701, b"inside"))),
)


def test_text_and_files_come_out_with_their_long_names() -> None:
    found = unpacked(
        packed(
            attribute(MESSAGE, 0x9007, struct.pack("<II", 1252, 0)),
            attribute(MESSAGE, 0x9003, properties(variable(STRING_8, 0x1000, "Größe – 5 €\0".encode("cp1252")))),
            *FILES,
        )
    )
    assert found is not None
    assert found.text == "Größe – 5 €"
    assert [(file.name, file.media_type, file.content) for file in found.files] == [
        ("Ticket März.pdf", "application/pdf", b"%PDF"),
        (None, "application/octet-stream", b"inside"),
    ]


def test_html_is_in_the_code_page_that_the_message_names_behind_named_and_repeated_properties() -> None:
    html = "<p>Где мой багаж?</p>".encode("cp1251")
    message = properties(
        named(variable(STRING_8, 0x8001, b"x"), None),
        named(long(0x8002, 1), "Keyword"),
        variable(STRING_8 | MULTIPLE, 0x6001, b"one", b"three"),
        long(0x3FDE, 1251),
        variable(BINARY, 0x1013, html),
    )
    found = unpacked(packed(attribute(MESSAGE, 0x9003, message)))
    assert found is not None
    assert found.html == "<p>Где мой багаж?</p>"


def test_a_body_of_rtf_alone_is_a_file() -> None:
    found = unpacked(packed(attribute(MESSAGE, 0x9003, properties(variable(BINARY, 0x1009, b"LZFu")))))
    assert found is not None
    assert [(file.name, file.media_type) for file in found.files] == [("message.rtf", "application/rtf")]


def test_what_is_broken_is_read_as_far_as_it_is_whole() -> None:
    whole = packed(attribute(MESSAGE, 0x800C, b"Where is my bag?\0"), *FILES)
    for end in range(len(whole)):
        found = unpacked(whole[:end])
        assert found is None or found.text == "Where is my bag?"
    assert unpacked(b"PK\3\4 no such file") is None


def test_a_mail_of_winmail_dat_alone_has_its_text_and_files() -> None:
    raw = packed(attribute(MESSAGE, 0x800C, b"Where is my bag?\0"), *FILES)
    (event,) = events_of(
        a_mail(raw, Content_Type='application/ms-tnef; name="winmail.dat"', Content_Transfer_Encoding="binary")
    )
    assert isinstance(event, MessageReceived)
    assert event.text == "Where is my bag?"
    assert [file.name for file in event.attachments] == ["Ticket März.pdf", None]


def test_what_only_claims_to_be_packed_stays_a_file() -> None:
    (event,) = events_of(a_mail("no", Content_Type='application/ms-tnef; name="winmail.dat"'))
    assert isinstance(event, MessageReceived)
    assert [file.name for file in event.attachments] == ["winmail.dat"]


def test_words_that_stand_beside_the_packed_part_are_not_said_twice() -> None:
    message = attribute(MESSAGE, 0x9003, properties(variable(STRING_8, 0x1000, b"Where is my bag?\0")))
    inside = base64.b64encode(packed(message, *FILES)).decode()
    parts = (
        "--b\nContent-Type: text/plain\n\nWhere is my bag?\n--b\nContent-Type: application/ms-tnef\n"
        f"Content-Transfer-Encoding: base64\n\n{inside}\n--b--\n"
    )
    (event,) = events_of(a_mail(parts, Content_Type='multipart/mixed; boundary="b"'))
    assert isinstance(event, MessageReceived)
    assert (event.text, len(event.attachments)) == ("Where is my bag?", 2)
