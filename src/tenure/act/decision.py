"""What is decided of each customer and play, as a row of the open table `decisions`."""

from typing import Literal

Verdict = Literal["contact", "hold_out", "skip"]
Reason = Literal[
    "chosen",  # contact
    "held_out",  # hold_out: of the play
    "held_out_of_all",  # hold_out: of every play
    "in_play",  # skip: it is being played with them already
    "cooling_down",  # skip: the same play came too shortly before
    "other_play",  # skip: another play brings more; `instead` names it
    "would_harm",  # skip: it is measured to make this one leave (a sleeping dog)
    "not_worth_it",  # skip: its expected net value is not above 0
    "no_value",  # skip: nobody knows what this one is worth
    "no_contract",  # skip: has no paid contract, so nobody knows what keeping brings
    "no_risk",  # skip: nobody knows how likely this one is to leave
    "budget",  # skip: the money of the period is spent on better ones
    "contacts",  # skip: so many may be contacted in the period
    "capacity",  # skip: whose task it would be has no time left
    "frequency",  # skip: contacted as often as is bearable
    "no_consent", "suppressed", "erased",  # skip: may not be contacted
]  # fmt: skip

COLUMNS = {
    "decided_on": "date",  # the day of the profiles
    "unit_id": "string",  # who is assigned: the customer, or the account
    "customer_id": "string",  # who is contacted; null where nobody is known to be
    "play": "string",
    "version": "int64",
    "occasion": "string",  # what it was about: the contract that ends, the ticket, the crossing
    "verdict": "string",
    "reason": "string",
    "instead": "string",  # the play that was chosen instead
    "place": "int64",  # 1: what brings most of all that this one was eligible for
    "net_value": "float64",  # expected, money of the company's currency; null without a value
    "effect": "float64",  # expected fall of the chance to leave, a share
    "effect_from": "string",  # "measured" of a trial's model, "average" of a trial, "assumed"
    "risk": "float64",  # the chance to leave within the days of the play's goal
    "value": "float64",
    "cost": "float64",
    "owner": "string",
}
"""The columns of `decisions` in their order: one row a unit and play whose turn it was."""

ASSIGNMENTS = {
    "unit_id": "string",
    "experiment": "string",
    "arm": "string",
    "assigned_at": "timestamp",
    "share": "float64",  # what the arm was to get of all, in force then
}
"""As the canonical table of that name: the first time that a play's turn came to a unit."""
EXPERIMENT = "{play}"
"""A play's own experiment is called as its id; that of the global holdout `everything`."""
EVERYTHING = "everything"
