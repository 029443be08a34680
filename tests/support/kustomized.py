"""Renders a kustomization as far as ours use it: resources, namespace, images, patches by kind and name, settings.

The hash that kustomize puts after the name of a generated ConfigMap is left out.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Manifest = dict[str, Any]
KNOWN = {"apiVersion", "kind", "namespace", "resources", "images", "patches", "configMapGenerator"}
CLUSTER_WIDE = {"Namespace"}


def rendered(folder: Path) -> list[Manifest]:
    """Every object of the folder's kustomization, which is rendered once and given as a copy.

    Raises:
        ValueError: It uses what this renderer does not know, or patches what is not there.
    """
    return deepcopy(_rendered(folder))


@cache
def _rendered(folder: Path) -> list[Manifest]:
    kustomization: Manifest = yaml.safe_load((folder / "kustomization.yaml").read_text())
    if unknown := set(kustomization) - KNOWN:
        raise ValueError(f"not known: {', '.join(sorted(unknown))}")
    objects: list[Manifest] = []
    for name in kustomization.get("resources", ()):
        path = folder / name
        read = rendered(path) if path.is_dir() else list(yaml.safe_load_all(path.read_text()))
        objects += [each for each in read if each]
    for generator in kustomization.get("configMapGenerator", ()):
        _generate(objects, generator, folder)
    for patch in kustomization.get("patches", ()):
        wanted = yaml.safe_load(patch["patch"])
        target = _the(objects, wanted["kind"], wanted["metadata"]["name"])
        _merge(target, wanted)
    for image in kustomization.get("images", ()):
        _rename(objects, image)
    for each in objects:
        if "namespace" in kustomization and each["kind"] not in CLUSTER_WIDE:
            each["metadata"]["namespace"] = kustomization["namespace"]
    return objects


def _the(objects: list[Manifest], kind: str, name: str) -> Manifest:
    for each in objects:
        if each["kind"] == kind and each["metadata"]["name"] == name:
            return each
    raise ValueError(f"there is no {kind} {name}")


def _generate(objects: list[Manifest], generator: Manifest, folder: Path) -> None:
    lines = [line for name in generator.get("envs", ()) for line in (folder / name).read_text().splitlines()]
    lines += generator.get("literals", [])
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    if generator.get("behavior") == "merge":
        _the(objects, "ConfigMap", generator["name"])["data"].update(values)
    else:
        metadata = {"name": generator["name"]}
        objects.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": values})


def _merge(target: Manifest, wanted: Manifest) -> None:
    for key, value in wanted.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        elif isinstance(value, list):
            raise ValueError(f"lists are not merged: {key}")
        else:
            target[key] = deepcopy(value)


def _rename(objects: list[Manifest], image: Manifest) -> None:
    for each in objects:
        pod = each.get("spec", {}).get("template", {}).get("spec", {})
        for container in pod.get("containers", ()):
            if container["image"] == image["name"]:
                container["image"] = f"{image['newName']}:{image['newTag']}"
