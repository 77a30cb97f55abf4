"""Rows and rules: the tables, and the only verbs that may change them."""
