"""Letter content: letters with merge fields, and how one is rendered for a contact."""
