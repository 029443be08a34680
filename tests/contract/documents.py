"""What the written documents name: files, folders, names in code; and the rows of their tables."""

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
ROOMS = ("bench", "channels", "chassis", "contracts", "deploy", "gateway", "services", "tests")

CODE = re.compile(r"`([^`\n]+)`")
FETCHED = "node_modules"
PATH = re.compile(r"(?<![\w./<>{}-])([\w-][\w.-]*(?:/[\w.-]+)*/(?:[\w.-]+\.[a-z0-9]+)?)(?![\w./<>{}*-])")
LINK = re.compile(r"\]\(([^)#:]+)\)")
DOTTED = re.compile(rf"^((?:{'|'.join(ROOMS)})(?:\.\w+)+)(?<!\.v1)(?:\(\))?$")  # `.v1` ends the type of an event
CLASS = re.compile(r"^((?:[A-Z][a-z0-9]+){2,})$")


def written_documents() -> list[Path]:
    """The documents people write: docs without the generated reference, and every README."""
    folders = ("", "docs", "docs/adr", "docs/guides", "docs/quickstart")
    pages = [page for folder in folders for page in (TOP / folder).glob("*.md")]
    pages += [page for room in ROOMS for page in (TOP / room).rglob("README.md") if FETCHED not in page.parts]
    return sorted(pages)


def paths_in(text: str) -> list[str]:
    """The files and folders a text names in code marks: with a slash, and an ending or a slash at the end."""
    return [path for code in CODE.findall(text) for path in PATH.findall(code) if "/" in path]


def links_in(text: str) -> list[str]:
    """The relative links of a text."""
    return LINK.findall(text)


def dotted_names_in(text: str) -> list[str]:
    """The names of modules, and of what stands in them, that a text names in code marks."""
    return [match[1] for code in CODE.findall(text) if (match := DOTTED.match(code))]


def classes_in(text: str) -> list[str]:
    """The class names of two words or more that a text names in code marks."""
    return [match[1] for code in CODE.findall(text) if (match := CLASS.match(code))]


def rows_of(text: str) -> list[list[str]]:
    """The cells of each table row of a text, heads included, rules left out."""
    lines = [line.strip() for line in text.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
