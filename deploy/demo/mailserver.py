"""A stand-in for the company's outgoing mail server: takes mail over SMTP on loopback and counts it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

REPLIES = {b"EHLO": b"250 local\r\n", b"HELO": b"250 local\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


async def serve_mail(taken: Callable[[bytes], object], port: int = 0) -> asyncio.Server:
    """Listen on loopback, on a free port unless one is named; `taken` gets each mail.

    Source of the dialogue: RFC 5321, section 4.
    """

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 local\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            writer.write(REPLIES.get(verb, b"250 ok\r\n"))
            await writer.drain()
            if verb == b"DATA":
                taken(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 taken\r\n")
            if verb == b"QUIT":
                break
        writer.close()

    return await asyncio.start_server(talk, "127.0.0.1", port, limit=1_000_000)
