"""How an operation is run. Knows nothing of contacts or segments."""
