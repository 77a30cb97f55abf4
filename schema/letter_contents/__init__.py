"""Letter contents and letters."""
