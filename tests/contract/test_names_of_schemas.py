"""Public schemas have one naming rule: X is read, XCreate makes, XUpdate changes, XList is a page of X."""

from __future__ import annotations

import re

from tests.contract.openapi_documents import Document, documents, operations, schema_name

OF_OTHERS = ("/v1/events", "/v1/webhooks/", "/v1/notice-links/")  # named by what happened, the platforms', a form's
WRITTEN = re.compile(r"\w+(Create|CreateList|Update)")


def test_what_is_written_is_a_create_or_an_update() -> None:
    bodies = [
        (method, path, schema_name(operation["requestBody"]["content"]))
        for document in documents().values()
        for method, path, operation in operations(document)
        if "requestBody" in operation and not path.startswith(OF_OTHERS)
    ]
    assert len(bodies) > 20
    assert [each for each in bodies if each[2] is None or not WRITTEN.fullmatch(each[2])] == []
    assert [each for each in bodies if each[0] in {"put", "patch"} and not str(each[2]).endswith("Update")] == []


def test_what_is_read_is_neither() -> None:
    answers = [
        (method, path, schema_name(answer.get("content", {})))
        for document in documents().values()
        for method, path, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status.startswith("2")
    ]
    assert len(answers) > 50
    assert [each for each in answers if each[2] is not None and WRITTEN.fullmatch(each[2])] == []


def test_a_page_is_named_after_its_items() -> None:
    pages = [
        (name, schema["properties"]["items"]["items"]["$ref"].rpartition("/")[2])
        for document in documents().values()
        for name, schema in document["components"]["schemas"].items()
        if schema.get("properties", {}).keys() == {"items", "next"}
    ]
    assert len(pages) > 20
    assert [each for each in pages if each[0] != f"{each[1]}List"] == []


def test_no_two_applications_have_one_name_for_two_things() -> None:
    """The gateway would have to rename one of them in the document of the whole API."""
    seen: dict[str, object] = {}
    clashes = []
    for application, document in documents().items():
        for name, schema in document["components"]["schemas"].items():
            if seen.setdefault(name, schema) != schema:
                clashes.append((application, name))
    assert clashes == []


def _read(operation: Document) -> Document:
    """The content of a read's answer, none where it sends a browser on."""
    content: Document = operation["responses"].get("200", {}).get("content", {})
    return content


def test_every_list_is_read_by_pages() -> None:
    lists = [
        (path, {each["name"] for each in operation.get("parameters", [])})
        for document in documents().values()
        for method, path, operation in operations(document)
        if method == "get" and str(schema_name(_read(operation))).endswith("List")
    ]
    assert len(lists) > 20
    assert [path for path, parameters in lists if not {"limit", "cursor"} <= parameters] == []
