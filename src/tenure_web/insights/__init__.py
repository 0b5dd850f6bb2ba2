"""Insights: the pages of measure, explain, predict and prove."""
