"""The e-mail addresses of messages: at first the one stored with the letter, for a retry the current one."""

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
"""SQL for the current e-mail address of the contact of a delivery: of the alternative address in force, if any."""
