"""Each service listens on a port of its own, and the gateway has the addresses of the others."""

from deploy.local.services import GATEWAY_PORT, MODULES, choose_addresses, environment, new_key
from deploy.local.state import LocalState


def test_every_process_finds_its_port_and_the_gateway_finds_the_services() -> None:
    addresses = choose_addresses()
    variables = environment(LocalState(kafka="k", mongo="m", internal_key=new_key(), seal_key=new_key()), addresses)

    assert len({address.port for address in addresses}) == len(MODULES)
    for address in addresses:
        assert variables[f"MUSTER_{address.service.upper()}_PORT"] == str(address.port)
        if address.service != "gateway":
            assert variables[f"MUSTER_GATEWAY_{address.service.upper()}_URL"] == address.url


def test_only_the_gateway_that_people_call_takes_the_port_they_know() -> None:
    people, beside = choose_addresses(well_known=True), choose_addresses()

    assert {each.port for each in people}.isdisjoint({each.port for each in beside})
    assert GATEWAY_PORT not in {each.port for each in beside}
