"""Tortoise clients with the transactions that our rules count on."""
