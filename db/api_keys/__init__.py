"""API keys: what a program calls with."""
