"""Deliveries: the outbox, from the row that logging writes to the outcome of the message."""
