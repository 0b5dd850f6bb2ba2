"""People: who they are, what they may see and do, whose customers are theirs, what they did."""
