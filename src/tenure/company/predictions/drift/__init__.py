"""Drift: whether the world has moved since learning, and how past profiles turned out."""
