"""Contents and letters."""
