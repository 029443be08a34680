"""The image's bill of materials, CycloneDX 1.6 in JSON, from the lock: `python -m deploy.bill_of_materials LOCK`.

Of each package its version, its licence where the installed one states an SPDX expression, who needs it, and the hashes
of the files that the lock allows, of which the installed file has one. The same lock gives the same text.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.markers import Marker  # comes with aiokafka

FORMAT, SPECIFICATION = "CycloneDX", "1.6"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "bill-of-materials.muster")  # of serial numbers
OURS = "muster"
_PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NEEDED_BY = re.compile(r"#(?: via)? +(?!via$)(?P<name>[a-z0-9][a-z0-9._-]*)(?: \(pyproject\.toml\))?$")

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Locked:
    """A package that is pinned; `needed_by` are the names of those that ask for it."""

    name: str
    version: str
    sha256: tuple[str, ...]
    needed_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


def locked(text: str, environment: Mapping[str, str] | None = None) -> list[Locked]:
    """Read what a lock written by uv pins for an environment, by default this interpreter's (PEP 508 markers).

    Raises:
        ValueError: A line is none of such a lock, or a package has no hash.
    """
    found = []
    for block in re.split(r"\n(?=\S)", text.strip()):
        first, *rest = [line.strip() for line in block.splitlines()]
        pin = _PIN.fullmatch(first.removesuffix("\\").strip())
        if pin is None:
            raise ValueError(f"no package is pinned by: {first[:80]}")
        hashes = tuple(_HASH.findall(block))
        if not hashes:
            raise ValueError(f"{pin['name']} has no hash")
        if pin["marker"] is None or Marker(pin["marker"].strip()).evaluate(dict(environment or {})):
            needed = tuple(line["name"] for line in map(_NEEDED_BY.fullmatch, rest) if line is not None)
            found.append(Locked(pin["name"], pin["version"], hashes, needed))
    return found


def bill(packages: Sequence[Locked], version: str) -> Json:
    """Make the document; `version` is Muster's own."""
    root: Json = {"type": "application", "bom-ref": OURS, "name": OURS, "version": version}
    references = {OURS: OURS} | {each.name: each.purl for each in packages}
    needs: dict[str, list[str]] = {reference: [] for reference in references.values()}
    for each in packages:
        for name in each.needed_by:
            if name in references:
                needs[references[name]].append(each.purl)
    content: Json = {
        "metadata": {"component": root},
        "components": [_component(each) for each in packages],
        "dependencies": [{"ref": reference, "dependsOn": sorted(on)} for reference, on in sorted(needs.items())],
    }
    number = uuid.uuid5(NAMESPACE, json.dumps(content, sort_keys=True))
    head: Json = {"bomFormat": FORMAT, "specVersion": SPECIFICATION, "serialNumber": number.urn, "version": 1}
    return head | content


def _component(package: Locked) -> Json:
    component: Json = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "hashes": [{"alg": "SHA-256", "content": each} for each in package.sha256],
    }
    expression = _licence(package)
    return component if expression is None else component | {"licenses": [{"expression": expression}]}


def _licence(package: Locked) -> str | None:
    try:
        stated = metadata(package.name)
    except PackageNotFoundError:
        return None
    expression = stated.json.get("license_expression")
    return str(expression) if expression and stated["Version"] == package.version else None


def main(lock: Path) -> None:
    """Print the bill of the packages in a lock, beside which lies pyproject.toml."""
    version = str(tomllib.loads((lock.parent / "pyproject.toml").read_text())["project"]["version"])
    sys.stdout.write(json.dumps(bill(locked(lock.read_text()), version), indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
