"""Attachments: one file for each thing that happens to them."""
