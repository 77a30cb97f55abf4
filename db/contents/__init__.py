"""Content: what contacts receive, where it is given, and how it reads for one of them."""
