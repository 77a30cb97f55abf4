"""Importing: rows of a file become contacts, and the same rows again change nothing."""
