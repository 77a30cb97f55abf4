"""Deliveries: the outbox, from the row that logging writes to what became of the message."""
