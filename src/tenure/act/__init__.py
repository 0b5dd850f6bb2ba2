"""Act: which play for whom, in time and within bounds; pure decisions, nothing is sent here.

A play has a trigger (whose turn it is), an audience, steps, a goal, a worth, a budget, and a
holdout. Whoever a trigger reaches is put in an arm by a salted hash, weighed against all other
plays, and decided: every decision is a row with its reason, and what was not chosen beside it.
"""
