"""What the settings of the OpenID Connect provider have to be like."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from pydantic import ValidationInfo

from db.callers import Role

ALGORITHMS = {
    *("RS256", "RS384", "RS512"),
    *("PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512"),
    "EdDSA",
}
"""With public keys. Whoever can check a token of another kind can also make one."""


def web_address(url: str | None) -> str | None:
    if url is not None and (urlsplit(url).scheme not in ("https", "http") or not urlsplit(url).hostname):
        raise ValueError("it must start with https:// and name a host")
    return url


def needed_with_an_issuer(audience: tuple[str, ...], known: ValidationInfo) -> tuple[str, ...]:
    if not audience and known.data.get("oidc_issuer"):
        raise ValueError(
            "with OIDC_ISSUER it must name whom tokens are meant for, or those for others count too"
        )
    return audience


def with_public_keys(algorithms: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [each for each in algorithms if each not in ALGORITHMS]
    if wrong or not algorithms:
        raise ValueError(f"it must be some of {', '.join(sorted(ALGORITHMS))}")
    return algorithms


def safely_found(url: str | None, known: ValidationInfo) -> str | None:
    """Whoever can change on the way where keys are found can make tokens."""
    issuer = known.data.get("oidc_issuer")
    if (
        url is None
        and issuer
        and urlsplit(issuer).scheme == "http"
        and not is_this_machine(urlsplit(issuer).hostname)
    ):
        raise ValueError("OIDC_ISSUER starts with http://, so it must be set")
    return url


def not_for_everybody(role: Role | None) -> Role | None:
    if role is Role.ADMIN:
        raise ValueError("not everybody whom the provider knows can be an ADMIN")
    return role


def is_this_machine(host: str | None) -> bool:
    """Whether what listens there is out of reach for other machines."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
