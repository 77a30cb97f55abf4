"""Settings of who may call: keys, tokens, sites and hosts."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

from api.settings.parsing import in_lower_case, listed
from api.settings.providers import (
    needed_with_an_issuer,
    not_for_everybody,
    safely_found,
    web_address,
    with_public_keys,
)
from db.callers import Role

ORIGIN_PATTERN = re.compile(r"https?://[a-z0-9.\[\]:-]+")


class CallerSettings(BaseSettings):
    """Who may call."""

    # AUTHENTICATION: off, and whoever reaches the server may do everything; or required, and every caller shows
    # an API key or a token. What is shown counts either way.
    authentication: Literal["off", "required"] = "off"
    # SALESPEOPLE_SEE: own or all; whether callers of the role SALESPERSON see only their own contacts and
    # interactions.
    salespeople_see: Literal["own", "all"] = "own"
    # OIDC_ISSUER: the OpenID Connect provider whose tokens are accepted, as its tokens name it.
    oidc_issuer: Annotated[str | None, AfterValidator(web_address)] = None
    # OIDC_AUDIENCE: whom tokens have to be meant for, between commas.
    oidc_audience: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(listed), AfterValidator(needed_with_an_issuer)
    ] = Field((), validate_default=True)
    # OIDC_ALGORITHMS: how tokens may be signed, between commas.
    oidc_algorithms: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(listed), AfterValidator(with_public_keys)
    ] = ("RS256", "ES256")
    # OIDC_JWKS_URL: where the provider shows its keys. Left out, the provider is asked for it.
    oidc_jwks_url: Annotated[str | None, AfterValidator(web_address), AfterValidator(safely_found)] = Field(
        None, validate_default=True
    )
    # OIDC_LEEWAY: how many seconds the clock of the provider may be off.
    oidc_leeway: float = Field(30, ge=0, le=300)
    # OIDC_ROLE_CLAIM: the claim that holds the role, or several; with points into what claims hold.
    oidc_role_claim: str = "touchbase_role"
    # OIDC_DEFAULT_ROLE: what callers are whose token names no role. Left out, they are refused.
    oidc_default_role: Annotated[Role | None, AfterValidator(not_for_everybody)] = None
    # OIDC_SALESPERSON_CLAIM: the claim that holds the code or the e-mail address of a salesperson.
    oidc_salesperson_claim: str = "touchbase_salesperson"
    # CORS_ORIGINS: the sites whose pages may ask this server, between commas: https://app.example.com.
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    # ALLOWED_HOSTS: the names that this server is asked by, between commas; left out, by any.
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("authentication", "salespeople_see", mode="before")
    @classmethod
    def _callers_in_any_case(cls, word: str) -> str:
        return word.lower()

    @field_validator("cors_origins", "allowed_hosts", mode="before")
    @classmethod
    def _names_between_commas(cls, names: object) -> object:
        return in_lower_case(names)

    @field_validator("cors_origins")
    @classmethod
    def _named_sites(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := next((each for each in origins if not ORIGIN_PATTERN.fullmatch(each)), None):
            raise ValueError(f"{wrong} is not a site such as https://app.example.com")
        return origins
