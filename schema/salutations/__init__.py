"""How contacts are greeted."""
