"""Who calls, from where, and how often: API keys, tokens, hosts, rates."""
