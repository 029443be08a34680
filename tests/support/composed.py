"""What docker-compose.yml says, with secrets of a run of make-secrets, and as Kafka's image reads it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

TOP = Path(__file__).parents[2]
NO_PROPERTIES = {"KAFKA_HEAP_OPTS"}  # what the image gives to Java instead


def made_secrets() -> dict[str, str]:
    """Run the script, and read what it prints as Compose reads .env."""
    done = subprocess.run([TOP / "deploy/compose/make-secrets"], capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def asked_secrets() -> set[str]:
    """Give the names of the variables without which Compose refuses to start."""
    return set(re.findall(r"\$\{(\w+):\?", (TOP / "docker-compose.yml").read_text()))


def composed(secrets: Mapping[str, str]) -> dict[str, Any]:
    """Give the services; a variable without a value fails as it does in Compose."""

    def value(found: re.Match[str]) -> str:
        name, sign = found["name"], found["sign"]
        return secrets[name] if sign == ":?" else secrets.get(name, found["other"])

    text = (TOP / "docker-compose.yml").read_text()
    text = re.sub(r"\$\{(?P<name>\w+)(?P<sign>:[-?])(?P<other>[^}]*)\}", value, text)
    services: dict[str, Any] = yaml.safe_load(text)["services"]
    return services


def kafka_properties(environment: Mapping[str, object]) -> dict[str, str]:
    """Make server.properties as `KafkaDockerWrapper` of the image apache/kafka does."""
    found = {}
    for name, value in environment.items():
        if name.startswith("KAFKA_") and name not in NO_PROPERTIES:
            key = name.removeprefix("KAFKA_").lower().replace("_", ".").replace("...", "-").replace("..", "_")
            found[key] = str(value)
    return found
