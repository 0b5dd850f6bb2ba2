"""Helpers that tests share: drawn tables, rows for the engine, an independent reference."""
