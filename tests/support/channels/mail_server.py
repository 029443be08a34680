"""A mail server on this machine that takes what is sent and keeps it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    end_of_mail = b"250 taken\r\n"
    extensions: tuple[bytes, ...] = ()
    taken: list[bytes]
    commands: list[bytes]


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            self.server.commands.append(line.strip())
            if line.upper().startswith(b"EHLO"):
                lines = [b"mail.example", *self.server.extensions]
                last = len(lines) - 1
                self.wfile.writelines(
                    b"250%s%s\r\n" % (b" " if at == last else b"-", each) for at, each in enumerate(lines)
                )
            elif line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go\r\n")
                mail = b""
                while (row := self.rfile.readline()) != b".\r\n":
                    mail += row
                self.server.taken.append(mail)
                if not self.server.end_of_mail:
                    return
                self.wfile.write(self.server.end_of_mail)
            else:
                self.wfile.write(b"250 ok\r\n")


@contextmanager
def a_mail_server(end_of_mail: bytes = b"250 taken\r\n") -> Iterator[MailServer]:
    """Listen on a free port; `end_of_mail` is what it says to each mail, nothing: it hangs up."""
    with MailServer(("127.0.0.1", 0), _Conversation) as server:
        server.end_of_mail, server.taken, server.commands = end_of_mail, [], []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
