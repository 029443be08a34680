"""An OpenID Connect issuer that holds its clients to the letter: PKCE, exact callbacks, codes that count once.

What a test wants of one sign-in it writes into the query of the authorization endpoint: `as` is who signs in,
`forged_nonce` what the id token will hold, `groups` a claim, `deny` a refusal, `iss` whom the answer names.
"""

from __future__ import annotations

import base64
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import unquote, urlencode

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey

from gateway.domain.sign_in import challenge_of

CLIENT, SECRET = "muster", "a secret / of : the client"
LIFE_SECONDS = 300


@dataclass
class StrictIssuer:
    """One issuer; `url` is where it listens once it has started."""

    callback: str
    url: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "k1"}, private=True))

    async def start(self) -> web.AppRunner:
        """Listen on this machine."""
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._metadata)
        app.router.add_get("/jwks", self._jwks)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def _metadata(self, _: web.Request) -> web.Response:
        places = {"authorization": "authorize", "token": "token", "end_session": "end"}
        endpoints = {f"{name}_endpoint": f"{self.url}/{path}" for name, path in places.items()}
        named = {"authorization_response_iss_parameter_supported": True}
        return web.json_response({"issuer": self.url, "jwks_uri": f"{self.url}/jwks", **endpoints, **named})

    async def _jwks(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == self.callback
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert "openid" in asked["scope"].split()
        answer = {"state": asked["state"], "iss": asked.get("iss", self.url)}
        if "deny" in asked:
            answer |= {"error": "access_denied", "error_description": "<b>words of the issuer</b>"}
        else:
            answer["code"] = secrets.token_urlsafe(16)
            self.codes[answer["code"]] = asked
        return web.Response(status=302, headers={"Location": f"{self.callback}?{urlencode(answer)}"})

    async def _token(self, request: web.Request) -> web.Response:
        fields = {name: str(value) for name, value in (await request.post()).items()}
        pair = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        if [unquote(each) for each in pair.split(":")] != [CLIENT, SECRET]:
            return web.json_response({"error": "invalid_client"}, status=401)
        asked = self._granted(fields)
        if asked is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        now, refresh_token = int(time.time()), secrets.token_urlsafe(16)
        self.refresh_tokens[refresh_token] = asked
        claims = {"iss": self.url, "aud": CLIENT, "sub": asked["as"], "iat": now, "exp": now + LIFE_SECONDS}
        claims |= {"nonce": asked.get("forged_nonce", asked["nonce"]), "groups": asked.get("groups", "").split()}
        id_token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)
        given = {"access_token": "unused", "token_type": "Bearer", "expires_in": LIFE_SECONDS}
        return web.json_response({**given, "id_token": id_token, "refresh_token": refresh_token})

    def _granted(self, fields: dict[str, str]) -> dict[str, str] | None:
        """What was asked for by whom a code or a refresh token stands; each counts once."""
        if fields["grant_type"] == "refresh_token":
            return self.refresh_tokens.pop(fields["refresh_token"], None)
        asked = self.codes.pop(fields["code"], None)
        if asked is None or fields["redirect_uri"] != self.callback:
            return None
        return asked if challenge_of(fields["code_verifier"]) == asked["code_challenge"] else None
