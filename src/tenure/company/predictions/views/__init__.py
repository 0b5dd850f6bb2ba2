"""Views: what predictions say, as tables with words in both languages."""
