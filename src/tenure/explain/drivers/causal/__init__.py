"""What one exposure may cause: a doubly robust estimate with every check beside it."""
