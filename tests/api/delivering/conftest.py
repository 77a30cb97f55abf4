"""What tests of delivering share."""

from __future__ import annotations

import pytest

from tests.api.delivering.post_office import CERTIFICATE


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process believes the certificate of the mail server of the tests."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
