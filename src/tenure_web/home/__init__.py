"""Home: what changed since yesterday, each line leading to its page."""
