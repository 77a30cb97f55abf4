"""What an answer says whose operation was not run."""

from __future__ import annotations

import httpx2


def refusal_in(response: httpx2.Response) -> tuple[int, str]:
    """The status and the code of an answer that has no data, but one error with a sentence."""
    assert "data" not in response.json(), response.text
    [error] = response.json()["errors"]
    assert error["message"].endswith(".")
    return response.status_code, error["extensions"]["code"]
