"""An issuer that leads the gateway inside: by the keys it names, by redirects, by names, and by what tokens say."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from joserfc import jws
from joserfc.jwk import RSAKey

from tests.abuse.attack import Attack, Attempts
from tests.abuse.strict_gateway import strict_gateway
from tests.abuse.wire import Request
from tests.support.listener import QuietHandler, listening

WELL_KNOWN = "/.well-known/openid-configuration"
AUDIENCE = "muster"
AWAY: frozenset[int] = frozenset()
"""No answer but 503 with Retry-After: the issuer's keys cannot be had."""
UNKNOWN = frozenset({401})
LEADS_ELSEWHERE = (301, 302, 303, 307, 308)
HOSTS = (
    *("127.0.0.1", "localhost", "127.1", "0.0.0.0", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]"),  # noqa: S104 - to be refused
    *("[::]", "[64:ff9b::7f00:1]", "ⓛocalhost", "127。0。0。1", "user@127.0.0.1", "a.localhost"),
)
DEEP = b"[" * 50_000
HUGE = b'{"issuer": "' + b"x" * 5_000_000 + b'"}'


@dataclass
class Said:
    """What an issuer says at one path."""

    status: int = HTTPStatus.OK
    body: bytes = b""
    location: str | None = None


@dataclass
class Stand:
    """Issuers of one address: what each path says, and the paths that were asked."""

    url: str = ""
    says: dict[str, Said] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextlib.contextmanager
def _issuers() -> Iterator[Stand]:
    stand = Stand()

    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
            stand.asked.append(self.path)
            said = stand.says.get(self.path, Said(HTTPStatus.NOT_FOUND))
            self.send_response(said.status)
            if said.location is not None:
                self.send_header("Location", said.location)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            with contextlib.suppress(OSError):  # who asked may have read enough
                self.wfile.write(said.body)

    with listening(Handler, "issuers") as stand.url:
        yield stand


class Canary:
    """Listens at every address of this machine, and counts who connects: nobody may."""

    def __init__(self) -> None:
        self.heard = 0
        self._socket = socket.create_server(("", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, name="canary")
        self._thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # it was closed
            while True:
                connection, _ = self._socket.accept()
                self.heard += 1
                connection.close()

    def close(self) -> None:
        """Listen no more."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


def _addresses(port: int) -> Iterator[str]:
    """The canary in every way of writing it, and by every name that leads to this machine."""
    names = {socket.gethostname(), socket.getfqdn(), "ip6-localhost", "localhost.localdomain"}
    for host in (*HOSTS, *sorted(names)):
        yield from (f"http://{host}:{port}/keys", f"https://{host}:{port}/keys")
    yield from (f"file://127.0.0.1:{port}/keys", f"//127.0.0.1:{port}/keys", "http://169.254.169.254/latest/", "")


def _stand_up(stand: Stand, canary: Canary, keys: bytes) -> Iterator[str]:
    """The names of the issuers, each with its own way to lead inside; the first is honest."""

    def issuer(name: str, jwks_uri: object = None) -> str:
        url = f"{stand.url}/{name}"
        document = {"issuer": url, "jwks_uri": f"{url}/keys" if jwks_uri is None else jwks_uri}
        stand.says[f"/{name}{WELL_KNOWN}"] = Said(body=json.dumps(document).encode())
        return name

    yield issuer("honest")
    stand.says["/honest/keys"] = Said(body=keys)
    inside = f"http://127.0.0.1:{canary.port}/keys"
    for number, address in enumerate(_addresses(canary.port)):
        yield issuer(f"names{number:03}", address)
    for status in LEADS_ELSEWHERE:
        yield issuer(f"keys{status}")
        stand.says[f"/keys{status}/keys"] = Said(status, location=inside)
        stand.says[f"/found{status}{WELL_KNOWN}"] = Said(status, location=inside)
        yield f"found{status}"
    for name, body in (("deep", DEEP), ("huge", HUGE)):
        stand.says[f"/{name}{WELL_KNOWN}"] = Said(body=body)
        yield name
        yield issuer(f"{name}keys")
        stand.says[f"/{name}keys/keys"] = Said(body=body)
    yield issuer("pairs", {"$ne": None})


def _settings(stand: Stand, names: list[str], brand: str) -> Mapping[str, str]:
    """The variables of a gateway that takes tokens of all of them, and lets people sign in by the honest one."""

    def given(name: str) -> dict[str, Any]:
        taken = {"audience": AUDIENCE, "brand": brand, "login_prefix": f"{name}."}
        return {"name": name, "issuer": f"{stand.url}/{name}", **taken}

    issuers = [given(name) for name in names]
    issuers[0]["client_id"] = AUDIENCE
    return {
        "MUSTER_GATEWAY_OIDC_ISSUERS": json.dumps(issuers),
        "MUSTER_GATEWAY_PUBLIC_URL": "https://care.example.org",
    }


def _inside(attempts: Attempts) -> None:
    brand = attempts.target.new_brand()
    brand.admin.post("/v1/people", {"id": "ann", "name": "Ann", "roles": ["employee"], "login": "honest.ann"})
    key = RSAKey.generate_key(2048, parameters={"kid": "k1"}, private=True)
    with _issuers() as stand, contextlib.closing(Canary()) as canary:
        names = list(_stand_up(stand, canary, json.dumps({"keys": [key.as_dict(private=False)]}).encode()))

        def token(issuer: str, **header: str) -> str:
            claims = {"iss": issuer, "aud": AUDIENCE, "sub": "ann", "exp": int(time.time()) + 300}
            return _signed(header, claims, key)

        with strict_gateway(attempts.target.state, _settings(stand, names, brand.id)) as wire:
            me = Request("GET", "/v1/me", token(f"{stand.url}/honest"))
            attempts.send(me, {200}, wire=wire)  # what is refused below is so for where it leads
            for name in names[1:]:
                led = Request("GET", "/v1/me", token(f"{stand.url}/{name}"))
                attempts.send(led, AWAY, wire=wire, may_wait=True)
                attempts.expect(f"/{name}{WELL_KNOWN}" in stand.asked, f"the issuer {name} was not asked")
            attempts.send(Request("GET", "/v1/sign-in?issuer=honest"), AWAY, wire=wire, may_wait=True)
            inside = f"http://127.0.0.1:{canary.port}"
            for claimed in (
                inside,
                f"{inside}/",
                f"https://127.0.0.1:{canary.port}",
                f"http://localhost:{canary.port}",
            ):
                attempts.send(Request("GET", "/v1/me", token(claimed)), UNKNOWN, wire=wire)
            asked = len(stand.asked)
            for name in ("jku", "x5u", "iss"):  # a key beside the issuer's is not looked at
                bent = token(f"{stand.url}/honest", **{name: f"{inside}/keys"})
                attempts.send(Request("GET", "/v1/me", bent), {200, 401}, wire=wire)
            attempts.expect(len(stand.asked) == asked, "an issuer was asked because of what a token says")
        attempts.expect(canary.heard == 0, f"{canary.heard} connections were made to an address inside")
        socket.create_connection(("127.0.0.1", canary.port)).close()
        attempts.expect(_hears(canary), "the canary hears nobody")


def _signed(header: Mapping[str, str], claims: dict[str, Any], key: RSAKey) -> str:
    registry = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)
    protected = {"alg": "RS256", "kid": "k1", **header}
    return jws.serialize_compact(protected, json.dumps(claims), key, registry=registry)


def _hears(canary: Canary) -> bool:
    """Whether it counts at all; the accepting thread may need a moment."""
    deadline = time.monotonic() + 5
    while canary.heard == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    return canary.heard > 0


ATTACKS = [Attack("issuers_inside", "an OIDC issuer that leads inside: keys, redirects, names, tokens", _inside)]
