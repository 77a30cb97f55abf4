"""Settings of who may call: keys, tokens, sites and hosts."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

from api.settings.described import in_words
from api.settings.parsing import in_lower_case, listed, networks
from api.settings.providers import (
    ALGORITHMS,
    needed_with_an_issuer,
    not_for_everybody,
    safely_found,
    web_address,
    with_public_keys,
)
from db.callers import Role

HOST_PATTERN = re.compile(r"\*|(?:\*\.)?[a-z0-9._~-]+|\[[a-f0-9:.]+\]")
ORIGIN_PATTERN = re.compile(r"https?://[a-z0-9.\[\]:-]+")
PUBLIC_URL_PATTERN = re.compile(r"https?://[a-z0-9.\[\]:-]+(/[A-Za-z0-9._~-]+)*/?")


class CallerSettings(BaseSettings):
    """Who may call, and by which sites and names."""

    authentication: Literal["off", "required"] = Field(
        "off",
        description="`required`: every caller shows an API key or a token. `off`: who shows nothing may do"
        " everything, and the server stays on its machine",
    )
    salespeople_see: Literal["own", "all"] = Field(
        "own",
        description="whether callers of the role `SALESPERSON` see only contacts and interactions of their own",
    )
    oidc_issuer: Annotated[str | None, AfterValidator(web_address)] = Field(
        None,
        description="the OpenID Connect provider whose tokens are accepted, as its tokens name it",
        json_schema_extra=in_words(values="an address that begins with `https://`"),
    )
    oidc_audience: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(listed), AfterValidator(needed_with_an_issuer)
    ] = Field(
        (),
        validate_default=True,
        description="whom tokens have to be meant for; needed with `OIDC_ISSUER`",
        json_schema_extra=in_words(values="names between commas"),
    )
    oidc_algorithms: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(listed), AfterValidator(with_public_keys)
    ] = Field(
        ("RS256", "ES256"),
        description="how tokens may be signed; only with public keys",
        json_schema_extra=in_words(values=f"some of {', '.join(sorted(ALGORITHMS))}, between commas"),
    )
    oidc_jwks_url: Annotated[str | None, AfterValidator(web_address), AfterValidator(safely_found)] = Field(
        None,
        validate_default=True,
        description="where the provider shows its keys",
        json_schema_extra=in_words(
            default="what the provider says", values="an address that begins with `https://`"
        ),
    )
    oidc_leeway: float = Field(
        30, ge=0, le=300, description="how many seconds the clock of the provider may be off"
    )
    oidc_role_claim: str = Field(
        "touchbase_role",
        description="the claim that holds the role, or several; with points into what claims hold",
        json_schema_extra=in_words(values="a claim, or a path such as `realm_access.roles`"),
    )
    oidc_default_role: Annotated[Role | None, AfterValidator(not_for_everybody)] = Field(
        None,
        description="what callers are whose token names no role; without it they are refused",
        json_schema_extra=in_words(values="`READER`, `SALESPERSON`, `MARKETER`"),
    )
    oidc_salesperson_claim: str = Field(
        "touchbase_salesperson",
        description="the claim that holds the code or the e-mail address of a salesperson",
        json_schema_extra=in_words(values="as for `OIDC_ROLE_CLAIM`"),
    )
    trusted_proxies: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(listed), AfterValidator(networks)
    ] = Field(
        (),
        description="the proxies that may say, by `X-Forwarded-For` and `X-Forwarded-Proto`, from where a request"
        " comes; nobody else is believed",
        json_schema_extra=in_words(values="addresses and networks between commas, such as `10.0.0.0/8`"),
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="the sites whose pages may ask this server",
        json_schema_extra=in_words(values="sites between commas, such as `https://app.example.com`"),
    )
    public_url: str | None = Field(
        None,
        description="where clients reach this server, with the path below which a proxy has mounted it; links to files"
        " begin so",
        json_schema_extra=in_words(
            default="as each request came",
            values="such as `https://crm.example.com` or `https://example.com/crm`",
        ),
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="the names that this server is reached by; `*.example.com` are all below one",
        json_schema_extra=in_words(default="any", values="names between commas"),
    )

    @field_validator("authentication", "salespeople_see", mode="before")
    @classmethod
    def _callers_in_any_case(cls, word: str) -> str:
        return word.lower()

    @field_validator("cors_origins", "allowed_hosts", mode="before")
    @classmethod
    def _names_between_commas(cls, names: object) -> object:
        return in_lower_case(names)

    @field_validator("public_url")
    @classmethod
    def _whole_address(cls, url: str | None) -> str | None:
        if url is not None and not PUBLIC_URL_PATTERN.fullmatch(url):
            raise ValueError(f"{url} is not an address such as https://crm.example.com")
        return url and url.rstrip("/")

    @field_validator("cors_origins")
    @classmethod
    def _named_sites(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := next((each for each in origins if not ORIGIN_PATTERN.fullmatch(each)), None):
            raise ValueError(f"{wrong} is not a site such as https://app.example.com")
        return origins

    @field_validator("allowed_hosts")
    @classmethod
    def _named_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := next((each for each in hosts if not HOST_PATTERN.fullmatch(each)), None):
            raise ValueError(f"{wrong} is not a name such as crm.example.com or *.example.com")
        return hosts
