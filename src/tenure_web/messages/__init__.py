"""Messages: who may be contacted, what is sent, and what became of it."""
