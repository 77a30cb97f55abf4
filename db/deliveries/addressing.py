"""Where messages go: to the address that was frozen with the letter, and on another try to that of today."""

from __future__ import annotations

from db.contacts.alternative_addresses import in_force
from db.engine.database import is_postgres


def frozen_address(entry: str) -> str:
    """The e-mail address that an entry was logged with, as SQL."""
    if is_postgres():
        return f"(CAST({entry}.merge_values AS json) ->> 'contact.email')"
    return f"""({entry}.merge_values ->> '$."contact.email"')"""


TODAYS_ADDRESS = f"""(SELECT COALESCE(
        (SELECT elsewhere.email FROM alternative_address AS elsewhere
            WHERE elsewhere.id = {in_force("receiver.id", ":today")}), receiver.email)
    FROM interaction AS entry JOIN contact AS receiver ON receiver.id = entry.contact_id
    WHERE entry.id = delivery.interaction_id)"""
"""Where the contact of a delivery gets e-mail today: at the alternative address in force, if that has one."""
