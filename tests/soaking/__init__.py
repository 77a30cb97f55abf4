"""Random verbs by many callers on a small world, and what must hold afterwards whatever they did."""
