"""Rules of segments."""
