"""Server-sent events as WHATWG HTML writes them, out of text that comes in any pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BREAK = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `id` is the position after it, where one was sent by now; a frame that only moves it has no data."""

    id: str | None
    event: str
    data: str


class FrameReader:
    """Takes pieces of text and gives the frames that are whole."""

    def __init__(self) -> None:
        self._rest = ""
        self._id: str | None = None
        self._event = ""
        self._data: list[str] = []

    def take(self, piece: str) -> Iterator[Frame]:
        """The frames that end in this piece."""
        text = self._rest + piece
        ended = text[:-1] if text.endswith("\r") else text  # its line feed may come with the next piece
        *lines, rest = _BREAK.split(ended)
        self._rest = rest + text[len(ended) :]
        for line in lines:
            if line:
                self._field(line)
            else:
                yield Frame(self._id, self._event or "message", "\n".join(self._data))
                self._event, self._data = "", []

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._event = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._id = value
