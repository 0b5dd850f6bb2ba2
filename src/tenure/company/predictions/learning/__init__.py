"""Learning: every model of a company, kept together, and when they are learnt anew."""
