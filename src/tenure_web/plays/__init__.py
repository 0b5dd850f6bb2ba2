"""Plays: their files written in the browser, what they do, and how far each customer is."""
