"""What a service imports of messaging needs no client library of Kafka, which only `chassis.messaging.kafka` does."""

import subprocess
import sys


def libraries_after(statement: str) -> set[str]:
    """Run an import in a process of its own and give the client libraries that it brought in."""
    program = f"{statement}; import sys; print(*({{'aiokafka', 'motor', 'pymongo'}} & sys.modules.keys()))"
    return set(
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    )


def test_the_face_of_messaging_imports_no_client_library() -> None:
    assert (
        libraries_after("import chassis.messaging, chassis.messaging.dead_letters, chassis.messaging.testing") == set()
    )


def test_the_log_on_kafka_does() -> None:
    assert libraries_after("import chassis.messaging.kafka") == {"aiokafka"}
