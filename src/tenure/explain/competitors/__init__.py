"""Competitors: who names them, what they ask, and what follows when they ask less."""
