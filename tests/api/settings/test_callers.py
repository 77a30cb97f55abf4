"""Settings of who may call that cannot be: each is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.test_cli import sentence, touchbase


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"AUTHENTICATION": "maybe"}, "AUTHENTICATION cannot be used: Input should be 'off' or 'required'."),
        ({"SALESPEOPLE_SEE": "none"}, "SALESPEOPLE_SEE cannot be used: Input should be 'own' or 'all'."),
        (
            {"OIDC_ISSUER": "bakery"},
            "OIDC_ISSUER cannot be used: it must start with https:// and name a host.",
        ),
        (
            {"OIDC_ISSUER": "https://id.example.com"},
            "OIDC_AUDIENCE cannot be used: with OIDC_ISSUER it must name",
        ),
        ({"OIDC_ALGORITHMS": "RS256, HS256"}, "OIDC_ALGORITHMS cannot be used: it must be some of ES256,"),
        ({"OIDC_ALGORITHMS": "none"}, "OIDC_ALGORITHMS cannot be used: it must be some of ES256,"),
        ({"OIDC_ALGORITHMS": " , "}, "OIDC_ALGORITHMS cannot be used: it names nothing."),
        ({"OIDC_JWKS_URL": "file:///keys"}, "OIDC_JWKS_URL cannot be used: it must start with https://"),
        (
            {"OIDC_ISSUER": "http://id.example.com", "OIDC_AUDIENCE": "touchbase"},
            "OIDC_JWKS_URL cannot be used: OIDC_ISSUER starts with http://, so it must be set.",
        ),
        ({"OIDC_LEEWAY": "301"}, "OIDC_LEEWAY cannot be used: Input should be less than or equal to 300."),
        (
            {"OIDC_DEFAULT_ROLE": "ADMIN"},
            "OIDC_DEFAULT_ROLE cannot be used: not everybody whom the provider knows",
        ),
        (
            {"TRUSTED_PROXIES": "10.0.0.0/8, *"},
            "TRUSTED_PROXIES cannot be used: * is not an address or a network such as 10.0.0.0/8.",
        ),
        *(
            (
                {"PUBLIC_URL": url},
                f"PUBLIC_URL cannot be used: {url} is not an address such as https://crm.example.com.",
            )
            for url in ("crm.example.com", "ftp://example.com", "https://example.com/a?b", "https://")
        ),
        (
            {"ALLOWED_HOSTS": "crm.example.com, *.*.org"},
            "ALLOWED_HOSTS cannot be used: *.*.org is not a name such as crm.example.com or *.example.com.",
        ),
        ({"OIDC_DEFAULT_ROLE": "BOSS"}, "OIDC_DEFAULT_ROLE cannot be used: Input should be 'READER',"),
    ],
)
def test_a_bad_setting_of_callers_is_one_sentence(
    tmp_path: Path, variables: dict[str, str], expected: str
) -> None:
    assert sentence(touchbase("serve", folder=tmp_path, **variables), 2).startswith(expected)
