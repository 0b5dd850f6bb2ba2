"""What customers are worth, when they will buy next, and what."""
