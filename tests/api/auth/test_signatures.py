"""Which tokens are good: everything that a token may be wrong about."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.auth.signatures import STRANGE
from db.callers import CallerKind
from tests.api.auth.calling import caller_showing, refusal, with_settings
from tests.api.auth.providers import AUDIENCE, Provider, SigningKey, a_signing_key

# No test here has to do with a database: tokens that name no salesperson ask none.

LEEWAY = 30
EXPIRED = "The token has expired. Ask the provider for a new one."
TOO_EARLY = "The token does not count yet. Wait, or set the clocks right."
FOR_OTHERS = "The token is meant for others. Ask the provider for one for this server."
INCOMPLETE = "The token lacks one of the claims exp, iss, aud and sub."


@pytest.fixture
def provider(free_tcp_port: int) -> Iterator[Provider]:
    running = Provider(free_tcp_port)
    running.start()
    with with_settings(
        AUTHENTICATION="required", OIDC_ISSUER=running.issuer, OIDC_AUDIENCE=AUDIENCE, OIDC_LEEWAY=str(LEEWAY)
    ):
        yield running
    running.stop()


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


async def test_a_good_token_shows_who_calls(provider: Provider) -> None:
    caller = await caller_showing(provider.token(name="Ada Holm"))
    assert (caller.kind, caller.name) == (CallerKind.TOKEN, "Ada Holm")
    assert caller.identity == f"token:{provider.issuer} ada"


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
async def test_every_algorithm_that_is_set_counts(provider: Provider, algorithm: str) -> None:
    key = a_signing_key(f"for {algorithm}", algorithm)
    provider.shown.append(key.shown())
    assert (await caller_showing(key.sign(provider.claims()))).name == "ada"


@pytest.mark.parametrize("algorithm", ["PS256", "RS512"])
async def test_an_algorithm_that_is_not_set_does_not_count(provider: Provider, algorithm: str) -> None:
    key = a_signing_key(f"for {algorithm}", algorithm)
    provider.shown.append(key.shown())
    assert await refusal(key.sign(provider.claims())) == STRANGE
    assert provider.requests == []


async def test_a_token_that_somebody_else_signed_is_refused(provider: Provider) -> None:
    stranger = SigningKey(kid=provider.key.kid)
    assert await refusal(stranger.sign(provider.claims())) == STRANGE


async def test_a_token_that_was_changed_is_refused(provider: Provider) -> None:
    header, _, signature = provider.token().split(".")
    changed = encoded(provider.claims(touchbase_role="ADMIN"))
    assert await refusal(f"{header}.{changed}.{signature}") == STRANGE


async def test_a_token_that_nobody_signed_is_refused(provider: Provider) -> None:
    claims = encoded(provider.claims(touchbase_role="ADMIN"))
    for algorithm in ("none", "None", "NONE", "", None):
        header = encoded({"alg": algorithm, "typ": "JWT", "kid": provider.key.kid})
        for signature in ("", provider.token().split(".")[2]):
            assert await refusal(f"{header}.{claims}.{signature}") == STRANGE
    assert await refusal(f"{encoded({'typ': 'JWT'})}.{claims}.") == STRANGE
    assert provider.requests == []


async def test_a_token_signed_with_the_public_key_as_a_password_is_refused(provider: Provider) -> None:
    public = provider.key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"alg": "HS256", "kid": provider.key.kid}
    signed = jwt.PyJWS().get_algorithm_by_name("HS256")
    signed_part = f"{encoded(header)}.{encoded(provider.claims(touchbase_role='ADMIN'))}"
    signature = base64.urlsafe_b64encode(signed.sign(signed_part.encode(), public)).rstrip(b"=").decode()
    assert await refusal(f"{signed_part}.{signature}") == STRANGE
    assert provider.requests == []


async def test_a_key_of_the_token_itself_counts_for_nothing(provider: Provider) -> None:
    stranger = a_signing_key("stranger")
    own = {"jwk": stranger.shown(), "jku": f"http://127.0.0.1:{provider.port}/keys?mine"}
    assert await refusal(stranger.sign(provider.claims(), **own)) == STRANGE


async def test_a_key_that_is_too_short_counts_for_nothing(provider: Provider) -> None:
    weak = SigningKey()
    weak.private = rsa.generate_private_key(65537, 1024)
    provider.shown.append(weak.shown())
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = weak.sign(provider.claims())
    assert await refusal(token) == STRANGE


@pytest.mark.parametrize(
    ("moments", "message"),
    [
        ({"exp": -LEEWAY - 5}, EXPIRED),
        ({"exp": -LEEWAY + 10}, None),
        ({"nbf": LEEWAY + 10}, TOO_EARLY),
        ({"nbf": LEEWAY - 10}, None),
        ({"iat": LEEWAY + 10}, TOO_EARLY),
        ({"iat": LEEWAY - 10}, None),
    ],
)
async def test_clocks_may_differ_by_so_much_and_no_more(
    provider: Provider, moments: dict[str, int], message: str | None
) -> None:
    now = int(time.time())
    token = provider.token(**{claim: now + seconds for claim, seconds in moments.items()})
    if message is None:
        assert (await caller_showing(token)).name == "ada"
    else:
        assert await refusal(token) == message


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"iss": "https://elsewhere.example.com"}, STRANGE),
        ({"aud": "another"}, FOR_OTHERS),
        ({"aud": ["another", "one more"]}, FOR_OTHERS),
        ({"aud": []}, INCOMPLETE),
        ({"exp": None}, INCOMPLETE),
        ({"iss": None}, INCOMPLETE),
        ({"aud": None}, INCOMPLETE),
        ({"sub": None}, INCOMPLETE),
        ({"exp": "soon"}, STRANGE),
        ({"exp": float("inf")}, STRANGE),
        ({"sub": 7}, STRANGE),
    ],
)
async def test_a_token_says_whom_it_is_from_meant_for_and_about(
    provider: Provider, claims: dict[str, Any], message: str
) -> None:
    assert await refusal(provider.token(**claims)) == message


async def test_a_token_may_be_meant_for_others_as_well(provider: Provider) -> None:
    assert await caller_showing(provider.token(aud=["another", AUDIENCE]))
    assert await caller_showing(provider.token(iat=None))


@pytest.mark.parametrize(
    "credentials",
    [
        "x",
        "a.b.c",
        "..",
        "eyJ.eyJ.eyJ",
        "\xe9.\xe9.\xe9",
        "x" * 17_000,
        f"{encoded({'alg': ['RS256']})}.e30.x",
    ],
)
async def test_what_is_no_token_is_refused(provider: Provider, credentials: str) -> None:
    assert await refusal(credentials) == STRANGE
    assert provider.requests == []


async def test_what_is_nested_deeply_is_refused(provider: Provider) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 9000).decode()
    assert await refusal(f"{deep}.e30.x") == STRANGE
