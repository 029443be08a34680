"""A headless Chromium out of a package, driven command by command; `tests/browser` has what it is made of."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.checks.api.node import install, npm_command

FOLDER = Path(__file__).parents[1] / "browser"
END_SECONDS = 10.0


class Browser:
    """One page. What it is asked to find it waits for, half a minute at most; an answer that is none fails the test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def goto(self, address: str) -> None:
        self._do("goto", address)

    def fill(self, where: str, text: str) -> None:
        self._do("type", [where, text])

    def click(self, where: str) -> None:
        self._do("click", where)

    def wait(self, expression: str) -> None:
        """Wait until an expression of JavaScript is true."""
        self._do("wait", expression)

    def read(self, expression: str) -> Any:
        """The value of an expression of JavaScript."""
        return self._do("read", expression)

    def said(self) -> list[str]:
        """What the page wrote to its console, and errors that nobody caught."""
        return list(self._do("said", None))

    def _do(self, name: str, given: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, given]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the browser has ended"
        answer = json.loads(line)
        assert "error" not in answer, answer
        return answer["value"]


def _fonts(room: Path) -> Path:
    """The settings by which the browser finds the fonts of its package; its own name a folder that it does not fill."""
    settings = room / "fonts-here.conf"
    settings.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig><dir>{room}/fonts</dir><cachedir>{room}/fonts-cache</cachedir></fontconfig>\n"
    )
    return settings


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start a browser of its own; its packages are fetched once for each lock."""
    npm = npm_command()
    install(FOLDER, npm)
    with tempfile.TemporaryDirectory() as room:
        # As on the machines that its package is made for: it brings the system libraries that a bare machine lacks.
        environment = {**os.environ, "TMPDIR": room, "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}
        environment["FONTCONFIG_FILE"] = str(_fonts(Path(room)))
        process = subprocess.Popen(
            [npm[0], "driver.mjs"],
            cwd=FOLDER,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Browser(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()
