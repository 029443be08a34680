"""The image's bill of materials: complete, in the form of CycloneDX, and the same for the same lock."""

from __future__ import annotations

import json
import re
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest

from deploy.bill_of_materials import bill, locked, main

TOP = Path(__file__).parents[3]
LOCK = TOP / "requirements-image.txt"
IMAGE = {"sys_platform": "linux", "python_full_version": "3.12.11", "python_version": "3.12"}
SMALL = """\
fastapi==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via
    #   -c requirements.txt
    #   muster (pyproject.toml)
starlette==2.0 ; sys_platform != 'win32' \\
    --hash=sha256:{a}
    # via fastapi
colorama==3.0 ; sys_platform == 'win32' \\
    --hash=sha256:{b}
    # via fastapi
""".format(a="a" * 64, b="b" * 64)


@pytest.fixture
def made() -> Any:  # noqa: ANN401 - a JSON document
    return bill(locked(LOCK.read_text(), IMAGE), "1.2.3")


def test_it_has_each_package_of_the_lock_that_the_image_gets_exactly_once(made: Any) -> None:  # noqa: ANN401
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", LOCK.read_text(), re.MULTILINE))
    named = [each["name"] for each in made["components"]]

    assert len(named) == len(set(named))
    assert pinned - set(named) == {"colorama"}  # on Windows alone
    assert set(named) <= pinned


def test_it_has_what_cyclonedx_requires(made: Any) -> None:  # noqa: ANN401
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["serialNumber"])
    assert made["metadata"]["component"] == {
        "type": "application",
        "bom-ref": "muster",
        "name": "muster",
        "version": "1.2.3",
    }
    for each in made["components"]:
        assert each["type"] == "library"
        assert each["purl"] == each["bom-ref"] == f"pkg:pypi/{each['name']}@{each['version']}"
        assert each["hashes"]
        assert all(re.fullmatch("[0-9a-f]{64}", one["content"]) and one["alg"] == "SHA-256" for one in each["hashes"])
        assert len({one["content"] for one in each["hashes"]}) == len(each["hashes"])


def test_every_package_is_needed_by_ours_or_by_another(made: Any) -> None:  # noqa: ANN401
    graph = {each["ref"]: each["dependsOn"] for each in made["dependencies"]}
    reached, waiting = set[str](), ["muster"]
    while waiting:
        reference = waiting.pop()
        if reference not in reached:
            reached.add(reference)
            waiting += graph[reference]

    assert set(graph) == reached == {"muster", *(each["bom-ref"] for each in made["components"])}


def test_the_same_lock_gives_the_same_bill_and_another_has_another_number(made: Any) -> None:  # noqa: ANN401
    again = bill(locked(LOCK.read_text(), IMAGE), "1.2.3")

    assert json.dumps(made) == json.dumps(again)
    assert bill(locked(SMALL, IMAGE), "1.2.3")["serialNumber"] != made["serialNumber"]


def test_a_lock_is_read_with_its_hashes_its_markers_and_who_needs_what() -> None:
    fastapi, starlette = locked(SMALL, IMAGE)

    assert (fastapi.version, fastapi.sha256, fastapi.needed_by) == ("1.0", ("a" * 64, "b" * 64), ("muster",))
    assert (starlette.name, starlette.needed_by) == ("starlette", ("fastapi",))


@pytest.mark.parametrize("text", ["fastapi>=1.0", "-r other.txt", "fastapi==1.0", "git+https://example.org/x"])
def test_what_is_not_pinned_with_a_hash_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no package is pinned|has no hash"):
        locked(text)


def test_a_licence_is_said_where_the_installed_package_of_that_version_states_one() -> None:
    text = LOCK.read_text()
    older = re.sub(r"(?m)^aiohttp==\S+", "aiohttp==0.1", text)

    assert licences(text)["aiohttp"] == [{"expression": metadata("aiohttp")["License-Expression"]}]
    assert licences(older)["aiohttp"] is None


def licences(text: str) -> dict[str, Any]:
    made: Any = bill(locked(text, IMAGE), "1")
    return {each["name"]: each.get("licenses") for each in made["components"]}


def test_the_command_prints_the_bill_with_the_version_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    main(LOCK)

    printed = json.loads(capsys.readouterr().out)
    assert f'version = "{printed["metadata"]["component"]["version"]}"' in (TOP / "pyproject.toml").read_text()


def test_the_image_is_built_with_it_from_the_lock_it_installs_and_says_where_it_is() -> None:
    text = (TOP / "deploy/Dockerfile").read_text()
    (place,) = re.findall(r'muster\.sbom="(\S+)"', text)

    assert f"COPY --from=build /build/sbom.cdx.json {place}\n" in text
    assert "-m deploy.bill_of_materials requirements-image.txt > sbom.cdx.json" in text
    assert "--require-hashes -r /build/requirements-image.txt" in text
    version = IMAGE["python_version"]
    assert re.findall(r"^FROM python:(\S+?)-slim", text, re.MULTILINE) == [version, version]
