"""Prometheus and promtool, by which the alerts are checked: the machine's own, or those of the system's package."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.stack.errors import StackError
from deploy.stack.jars import cache_directory

FETCH_SECONDS = 180.0  # 20 MB, and once the lists of packages


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs are."""

    prometheus: Path
    promtool: Path


def prometheus_programs(report: Callable[[str], None]) -> Programs:
    """Return the programs: from the path, else from the package, unpacked once below the cache and not installed.

    The package is the distribution's, held to its signatures by apt; nothing is started and no right of root is needed
    but where the lists of packages were never read.

    Raises:
        StackError: Where there is neither.
    """
    found = [shutil.which(name) for name in ("prometheus", "promtool")]
    if found[0] and found[1]:
        return Programs(Path(found[0]), Path(found[1]))
    store = cache_directory() / "prometheus"
    programs = Programs(store / "usr/bin/prometheus", store / "usr/bin/promtool")
    if not (programs.prometheus.is_file() and programs.promtool.is_file()):
        report("downloading Prometheus (20 MB, once), by which the alerts are checked")
        _unpack(store)
    return programs


def _unpack(store: Path) -> None:
    store.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=store.parent) as name:
        folder = Path(name)
        if not _runs(["apt-get", "download", "prometheus"], folder) and os.geteuid() == 0:
            _runs(["apt-get", "-qq", "update"], folder)
            _runs(["apt-get", "download", "prometheus"], folder)
        packages = list(folder.glob("prometheus_*.deb"))
        whole = folder / "whole"
        if not packages or not _runs(["dpkg-deb", "-x", str(packages[0]), str(whole)], folder):
            raise StackError(
                "Prometheus could not be had from the system's packages; the alerts cannot be checked here. "
                "Put `prometheus` and `promtool` on the path and try again."
            )
        try:
            whole.rename(store)  # at once: another checkout may be reading it
        except OSError:
            if not store.is_dir():  # no other checkout was first
                raise


def _runs(command: Sequence[str], folder: Path) -> bool:
    """Whether a command ran well; a machine of another kind does not have it."""
    try:
        return (
            subprocess.run(command, cwd=folder, capture_output=True, timeout=FETCH_SECONDS, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
