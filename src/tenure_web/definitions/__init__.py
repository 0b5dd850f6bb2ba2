"""Definitions: what the words mean, the quality of the data, sources and uploads."""
