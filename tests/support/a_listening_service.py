"""A stand-in for a service that is forked from a preloader: it is ready at once, and ends when it is asked to."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class _Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def main() -> None:
    """Listen where the service would."""
    HTTPServer(("127.0.0.1", int(os.environ["MUSTER_INBOX_PORT"])), _Ready).serve_forever()
