"""Who will leave, when, why, what they are worth, and whom an action would change."""
