"""The workspace of the demo company: people, and what its plays have done so far."""
