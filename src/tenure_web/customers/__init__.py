"""Customers and accounts: lists, saved segments, and the whole story of one."""
