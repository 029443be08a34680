"""Server-sent events come in any pieces, with any line break."""

from __future__ import annotations

from muster_client.sse import FrameReader


def test_frames_are_read_in_any_pieces() -> None:
    text = ': hello\r\n\r\nid: 1\rdata:a\rdata: b\r\rid\ndata: {"c": 1}\nretry: 5\nnonsense\n\n'
    for size in range(1, len(text)):
        reader = FrameReader()
        pieces = (text[at : at + size] for at in range(0, len(text), size))
        found = [frame for piece in pieces for frame in reader.take(piece)]
        assert [(each.id, each.data) for each in found] == [(None, ""), ("1", "a\nb"), ("", '{"c": 1}')]
