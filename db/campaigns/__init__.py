"""Campaigns: one file for each thing that they let you do."""
