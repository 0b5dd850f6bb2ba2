"""Why customers leave: a taxonomy, what tells it, and how sure shares of it are."""
