"""How any noun becomes part of the graph."""
