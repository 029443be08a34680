"""The snippets of a page as its reader meets them: files to save, and commands for a terminal that stays open."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

FENCE = re.compile(r"^```(\w+)[ ]name=([\w.-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = "sh"
CLOSING_SECONDS = 5.0  # for the shell to end before it is killed with what it left running


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fenced block with a name; one in `sh` is a command, any other a file to save under its name."""

    language: str
    name: str
    text: str


def snippets_of(page: str) -> dict[str, Snippet]:
    """The named blocks of a page by name, in its order.

    Raises:
        ValueError: Two blocks have one name.
    """
    found: dict[str, Snippet] = {}
    for language, name, text in FENCE.findall(page):
        if name in found:
            raise ValueError(f"two snippets are named {name}")
        found[name] = Snippet(language, name, text)
    return found


class Terminal:
    """One shell in an empty folder, in which what a snippet exports is there for the next. Use it in a `with`."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self._folder = folder
        self._shell = subprocess.Popen(
            ["sh"],
            cwd=folder,
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # so that servers it has in the background end with it
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.killpg(self._shell.pid, signal.SIGKILL)
        self._shell.wait(CLOSING_SECONDS)
        for end in (self._shell.stdin, self._shell.stdout):
            if end is not None:
                end.close()

    def save(self, page: Mapping[str, Snippet]) -> None:
        """Save every file of a page."""
        for each in page.values():
            if each.language != COMMAND:
                (self._folder / each.name).write_text(each.text)

    def run(self, snippet: Snippet) -> str:
        """Run a command as it stands on the page; give what it printed.

        Raises:
            AssertionError: It ended otherwise than with 0.
        """
        writing, reading = self._shell.stdin, self._shell.stdout
        assert snippet.language == COMMAND, snippet.name
        assert writing is not None
        assert reading is not None
        mark = uuid4().hex
        writing.write(f"{snippet.text}\nprintf '\\n%s %s\\n' {mark} $?\n")
        writing.flush()
        printed: list[str] = []
        for line in reading:
            if line.startswith(mark):
                status = line.split()[1]
                said = "".join(printed).removesuffix("\n")
                assert status == "0", f"{snippet.name} ended with {status}: {said}"
                return said
            printed.append(line)
        raise AssertionError(f"the shell ended in {snippet.name}: {''.join(printed)}")
