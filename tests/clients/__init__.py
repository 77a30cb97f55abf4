"""Clients that others make of the schema: what their tools generate, and that it works."""
