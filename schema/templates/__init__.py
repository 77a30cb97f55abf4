"""Interaction templates and their languages."""
