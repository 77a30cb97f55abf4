"""Delivering: workers that carry messages from the outbox to a mail server."""
