"""The public keys of the OpenID Connect provider: fetched when needed, kept while it is away."""

from __future__ import annotations

import asyncio
import logging
from http.client import HTTPException
from time import monotonic
from typing import Any
from urllib.request import Request, urlopen

import orjson

from db.engine.seldom import Seldom

logger = logging.getLogger("touchbase")

PAUSE = 5.0
"""Seconds between two requests to the provider, whatever tokens strangers send."""
FRESH = 300.0
"""Seconds after which keys are fetched anew, while those at hand go on to count."""
PATIENCE = 5.0
"""Seconds that the provider has for each answer."""
LARGEST = 1024 * 1024

KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
"""The kind of key for each kind of algorithm."""

Jwk = dict[str, Any]


class TokenRefused(Exception):
    """The token shows nobody; the message says what to do."""


class KeysUnknown(Exception):
    """The provider does not give its keys, and none are at hand."""


class ProviderKeys:
    """The keys that one provider shows."""

    def __init__(self, issuer: str, jwks_url: str | None) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._keys: list[Jwk] = []
        self._fetched_at = self._requested_at = float("-inf")
        self._failures = Seldom()
        self._fetching: asyncio.Task[None] | None = None

    async def key_of(self, kid: str | None, algorithm: str) -> Jwk | None:
        """The key that a token names, or the only one that fits if it names none."""
        found = self._found(kid, algorithm)
        if found is None:
            if renewing := self._renewing():
                await asyncio.shield(renewing)
            found = self._found(kid, algorithm)
        elif monotonic() - self._fetched_at > FRESH:
            self._renewing()
        if not self._keys:
            raise KeysUnknown("Tokens cannot be checked: their provider does not answer. Try again soon.")
        return found

    def _found(self, kid: str | None, algorithm: str) -> Jwk | None:
        fitting = [each for each in self._keys if _fits(each, kid, algorithm)]
        return fitting[0] if len(fitting) == 1 else None

    def _renewing(self) -> asyncio.Task[None] | None:
        """The one request to the provider that is under way, begun if there was none a moment ago."""
        if self._fetching is None and monotonic() - self._requested_at >= PAUSE:
            self._requested_at = monotonic()
            self._fetching = asyncio.create_task(self._renew())
        return self._fetching

    async def _renew(self) -> None:
        try:
            async with asyncio.timeout(3 * PATIENCE):
                self._keys = await asyncio.to_thread(_fetched, self._issuer, self._jwks_url)
            self._fetched_at = monotonic()
        except (OSError, HTTPException, ValueError) as trouble:
            if self._failures.is_due():
                logger.warning("the keys of %s cannot be fetched: %s", self._issuer, trouble)
        finally:
            self._fetching = None


def _fits(key: Jwk, kid: str | None, algorithm: str) -> bool:
    return (
        (kid is None or key.get("kid") == kid)
        and key.get("alg", algorithm) == algorithm
        and key.get("use", "sig") == "sig"
        and key.get("kty") == KINDS[algorithm[:2]]
    )


def _fetched(issuer: str, jwks_url: str | None) -> list[Jwk]:
    document = _downloaded(jwks_url or _jwks_url_of(issuer))
    keys = [each for each in document.get("keys") or [] if isinstance(each, dict)]
    if not keys:
        raise ValueError("it shows none")
    return keys


def _jwks_url_of(issuer: str) -> str:
    """Where a provider says that its keys are."""
    configuration = _downloaded(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if configuration.get("issuer") != issuer:
        raise ValueError(f"it calls itself {configuration.get('issuer')}")
    url = configuration.get("jwks_uri")
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise ValueError("it does not say where its keys are")
    if issuer.startswith("https://") and not url.startswith("https://"):
        raise ValueError("it shows its keys without TLS")
    return url


def _downloaded(url: str) -> dict[str, Any]:
    """A JSON document of the provider. Runs in a thread of its own."""
    request = Request(url, headers={"Accept": "application/json", "User-Agent": "touchbase"})
    with urlopen(request, timeout=PATIENCE) as answer:
        body = answer.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise ValueError(f"its answer has more than {LARGEST} bytes")
    document = orjson.loads(body)
    if not isinstance(document, dict):
        raise ValueError("its answer is no JSON object")
    return document
