"""The JSON API: what the pages read, for programs with a token."""
