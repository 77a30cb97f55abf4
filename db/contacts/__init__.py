"""Contacts, companies and persons: one file for each thing that they let you do."""
