"""Links to files: whoever has one may download the file, until the link expires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe

from itsdangerous import BadData, URLSafeTimedSerializer


class Place(StrEnum):
    """What a link leads to, and where: a link to one of them opens none of the others."""

    ATTACHMENT = "/attachments"
    HARD_COPY = "/hard-copies"
    HARD_COPIES = "/hard-copies-of-segments"


@dataclass(frozen=True)
class Signed:
    """What a link tells."""

    identity: int
    """The id of what it leads to."""
    whose: str | None
    """In whose line the download waits: of whoever the link was made for, by a name that tells nobody who it is."""


class LinkInvalid(Exception):
    """A link that was not signed with the key of this server."""


class LinkExpired(Exception):
    """A link whose time is over."""


class Links:
    """Makes and reads links. Without a key they are good for this process alone."""

    def __init__(self, secret_key: str | None = None, seconds: int = 3600) -> None:
        key = secret_key or token_urlsafe(32)
        self._signed = {place: URLSafeTimedSerializer(key, salt=place.name.lower()) for place in Place}
        self._seconds = seconds

    def expiry_of(self, signed_at: datetime) -> datetime:
        """The moment at which a link that is signed now is good no longer."""
        return signed_at.replace(microsecond=0) + timedelta(seconds=self._seconds)

    def path_to(self, place: Place, signed: Signed) -> str:
        return f"{place}/{self._signed[place].dumps([signed.identity, signed.whose])}"

    def behind(self, place: Place, token: str, now: datetime) -> Signed:
        """What it tells. A clock that is a little behind the signer's does no harm.

        A server of an earlier version signed the id alone.
        """
        try:
            told, signed_at = self._signed[place].loads(token, return_timestamp=True)
        except BadData:
            raise LinkInvalid from None
        if (now - signed_at).total_seconds() > self._seconds:
            raise LinkExpired
        return Signed(told, None) if isinstance(told, int) else Signed(*told)


LINKS_OF_THIS_PROCESS = Links()
"""For operations that nobody sent through HTTP."""
