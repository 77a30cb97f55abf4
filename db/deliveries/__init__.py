"""Deliveries: the outbox, who takes from it, and what became of each message."""
