"""Links to attachments: whoever has one may download the file, until the link expires."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe

from itsdangerous import BadData, URLSafeTimedSerializer

PLACE = "/attachments"


class LinkInvalid(Exception):
    """Nobody here signed this."""


class LinkExpired(Exception):
    """It was a link for as long as it lasted."""


class AttachmentLinks:
    """Makes and reads links. Without a key they are good for this process alone."""

    def __init__(self, secret_key: str | None = None, seconds: int = 3600) -> None:
        self._signed = URLSafeTimedSerializer(secret_key or token_urlsafe(32), salt="attachment")
        self._seconds = seconds

    def path_to(self, attachment_id: int) -> str:
        return f"{PLACE}/{self._signed.dumps(attachment_id)}"

    def attachment_behind(self, token: str, now: datetime) -> int:
        """The id of the attachment. A clock that is a little behind the signer's does no harm."""
        try:
            attachment_id, signed_at = self._signed.loads(token, return_timestamp=True)
        except BadData:
            raise LinkInvalid from None
        if (now - signed_at).total_seconds() > self._seconds:
            raise LinkExpired
        return attachment_id


LINKS_OF_THIS_PROCESS = AttachmentLinks()
"""For operations that nobody sent through HTTP."""
