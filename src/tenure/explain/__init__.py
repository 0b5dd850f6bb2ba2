"""Why customers leave: methods over what was said, what was done and what happened."""
