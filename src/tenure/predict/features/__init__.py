"""Features: what is known of a customer before a day, and how people say it."""
