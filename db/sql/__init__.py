"""Statements of any noun: conditions, pages, rows, and who sees which."""
