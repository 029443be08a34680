"""What the gateway needs before it starts."""

from contracts.registry import all_topics
from gateway.settings import GatewaySettings
from gateway.wiring import service

SETTINGS = {
    **{f"{name}_url": "http://127.0.0.1:1" for name in ("inbox", "routing", "crisis", "analytics")},
    "bootstrap_key": "bootstrap-key-of-a-test-0123456789",
}


def test_it_needs_the_topics_of_every_service_since_its_routes_for_dead_letters_write_them() -> None:
    topics = service(GatewaySettings.model_validate(SETTINGS)).topics
    assert topics is not None
    assert set(topics) == set(all_topics())
