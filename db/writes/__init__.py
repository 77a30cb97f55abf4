"""What every verb stands on: transactions, locks, checks, idempotency, the audit log."""
