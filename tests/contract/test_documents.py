"""What people wrote about the code is true of it as far as names go: files, folders, modules, classes, decisions."""

import importlib
import re
from pathlib import Path

import pytest

from contracts.registry import TOPICS
from tests.contract.documents import ROOMS, TOP, classes_in, dotted_names_in, links_in, paths_in, written_documents

DOCUMENTS = written_documents()
SERVICES = [TOP / "gateway", *(path for path in (TOP / "services").iterdir() if path.is_dir())]
MADE_LATER = {"bench/results.jsonl", "bench/page.html"}  # written by a benchmark
TOPIC_NAMES = {topic.name for topic in TOPICS}  # `gateway.directory` looks like a module
WORDS_OF_THE_CODE = {
    word for room in ROOMS for path in (TOP / room).rglob("*.py") for word in re.findall(r"\w+", path.read_text())
}


def ids(path: Path) -> str:
    """A document by its path."""
    return str(path.relative_to(TOP))


def stands(path: str, document: Path) -> bool:
    """Whether a path exists below the top, beside the document, or, said of every service, in one of them."""
    roots = [TOP, document.parent]
    if document.parent == TOP or TOP / "docs" in document.parents:
        roots += SERVICES
    return any((root / path).exists() for root in roots)


def resolves(name: str) -> bool:
    """Whether a dotted name is a module or stands in one."""
    module, rest = name, list[str]()
    while module:
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError:
            module, _, last = module.rpartition(".")
            rest.insert(0, last)
            continue
        for attribute in rest:
            if not hasattr(found, attribute):
                return False
            found = getattr(found, attribute)
        return True
    return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_every_file_and_folder_named_exists(document: Path) -> None:
    named = paths_in(document.read_text())
    assert [path for path in named if path not in MADE_LATER and not stands(path, document)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert [link for link in links_in(document.read_text()) if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_every_module_named_exists(document: Path) -> None:
    named = dotted_names_in(document.read_text())
    assert [name for name in named if name not in TOPIC_NAMES and not resolves(name)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_every_class_named_exists(document: Path) -> None:
    assert [name for name in classes_in(document.read_text()) if name not in WORDS_OF_THE_CODE] == []


def test_the_way_of_a_message_enters_each_file_once() -> None:
    way = (TOP / "docs/architecture.md").read_text().split("## The way of one message", 1)[1].split("\n## ", 1)[0]
    files = [path for path in paths_in(way) if path.endswith(".py")]
    assert len(files) > 30  # the way is there, so its files can be checked
    assert [path for path in dict.fromkeys(files) if files.count(path) > 1] == []


def test_every_decision_is_listed_under_its_title() -> None:
    listed = (TOP / "docs/adr/README.md").read_text()
    pages = sorted((TOP / "docs/adr").glob("0*.md"))
    lines = [f"- [{page.read_text().splitlines()[0].removeprefix('# ')}]({page.name})" for page in pages]
    assert [line for line in lines if line not in listed] == []
    assert re.findall(r"\]\((0[\w-]+\.md)\)", listed) == [page.name for page in pages]


def test_every_decision_has_the_one_form() -> None:
    form = re.compile(
        r"# \d{4}\. [^\n]+\n\nStatus: [^\n]+, \d{4}-\d{2}-\d{2}\n\n## Context\n.+\n## Decision\n.+\n## Consequences\n.+"
        r"\n## Alternatives\n.+",
        re.DOTALL,
    )
    assert [page.name for page in (TOP / "docs/adr").glob("0*.md") if not form.fullmatch(page.read_text())] == []
