"""The company's mail server as a process that can hang: `python -m tests.faults.mail PORT FILE`."""

from __future__ import annotations

import asyncio
import email
import sys
from pathlib import Path

from deploy.demo.mailserver import serve_mail
from deploy.stack.child import Child
from deploy.stack.ports import LOOPBACK, free_ports


class MailServer:
    """Takes mail over SMTP; `variables` lead the crisis service to it."""

    def __init__(self, data: Path) -> None:
        """`data` is where it keeps what it took."""
        (port,) = free_ports(1)
        self._taken = data.absolute() / "mail"
        command = [sys.executable, "-m", "tests.faults.mail", str(port), str(self._taken)]
        self.child = Child("mail", command, data / "mail.log")
        self.variables = {
            "MUSTER_CRISIS_SMTP_HOST": LOOPBACK,
            "MUSTER_CRISIS_SMTP_PORT": str(port),
            "MUSTER_CRISIS_SMTP_SECURITY": "none",
        }

    def taken(self, to: str) -> list[str]:
        """The Message-ID of each mail it took to an address."""
        lines = self._taken.read_text().splitlines() if self._taken.exists() else []
        return [id_ for whom, _, id_ in (line.partition(" ") for line in lines) if whom == to]


async def _serve(port: int, file: Path) -> None:
    def note(mail: bytes) -> None:
        heads = email.message_from_bytes(mail)
        with file.open("a") as kept:
            kept.write(f"{heads['To']} {heads['Message-ID']}\n")

    server = await serve_mail(note, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
