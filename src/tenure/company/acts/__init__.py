"""Acting on a company's customers: whose turn it is, who is chosen, and why."""
