"""Profiles: one row a customer (or a logo) as of a day, everything known, kept a folder a day."""
