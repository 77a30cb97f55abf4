"""An OpenID Connect provider: it shows its keys over HTTP and signs tokens with them."""

from __future__ import annotations

import json
import threading
import time
from functools import cache
from itertools import count
from typing import Any

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

AUDIENCE = "touchbase"
_serial = count(1)


class SigningKey:
    """A pair of keys and the name that tokens call it by."""

    def __init__(self, algorithm: str = "RS256", kid: str | None = None) -> None:
        self.algorithm = algorithm
        self.kid = kid or f"key-{next(_serial)}"
        is_rsa = algorithm[0] in "RP"
        self.private: Any = (
            rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
        )
        self._kind: Any = RSAAlgorithm if is_rsa else ECAlgorithm

    def shown(self) -> dict[str, Any]:
        """The public half, as a provider shows it."""
        public = json.loads(self._kind.to_jwk(self.private.public_key()))
        return public | {"kid": self.kid, "alg": self.algorithm, "use": "sig"}

    def sign_as_it_is(self, claims: dict[str, Any]) -> str:
        """Claims of whatever types, some of which `sign` would refuse."""
        return jwt.PyJWS().encode(
            json.dumps(claims).encode(), self.private, self.algorithm, {"kid": self.kid}
        )

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        headers = {name: value for name, value in {"kid": self.kid, **header}.items() if value is not None}
        return jwt.encode(claims, self.private, self.algorithm, headers)


@cache
def a_signing_key(name: str, algorithm: str = "RS256") -> SigningKey:
    """Made once for all tests: making one takes a tenth of a second."""
    return SigningKey(algorithm, name)


class Provider:
    """Runs in a thread; it can be stopped, and started again at the same address."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.issuer = f"http://127.0.0.1:{port}/realms/bakery"
        self.key = a_signing_key("first")
        self.shown: list[dict[str, Any]] = [self.key.shown()]
        self.calls_itself = self.issuer
        self.delay = 0.0
        self.requests: list[str] = []
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        app = Starlette(
            routes=[
                Route("/realms/bakery/.well-known/openid-configuration", self._configuration),
                Route("/keys", self._keys),
            ]
        )
        config = uvicorn.Config(app, port=self.port, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join()
        self._server = self._thread = None

    def claims(self, **other: Any) -> dict[str, Any]:
        """What a good token says; a claim that is None is left out."""
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": AUDIENCE, "sub": "ada", "iat": now, "exp": now + 300}
        claims = usual | {"touchbase_role": "READER"} | other
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, **claims: Any) -> str:
        return self.key.sign(self.claims(**claims))

    def _configuration(self, request: Request) -> Response:
        self.requests.append("configuration")
        address = f"http://127.0.0.1:{self.port}/keys"
        return JSONResponse({"issuer": self.calls_itself, "jwks_uri": address})

    def _keys(self, request: Request) -> Response:
        self.requests.append("keys")
        time.sleep(self.delay)
        return JSONResponse({"keys": self.shown})
