"""A small normalised store, and a story in which every mutation is applied to it."""
