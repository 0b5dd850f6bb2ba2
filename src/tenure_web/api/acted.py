"""What the operations about plays, decisions and effects answer."""

from datetime import date, datetime

from ninja import Schema

from tenure_web.api.schemas import Row, Told


class FunnelOut(Schema):
    """How many a play has reached.

    `eligible`, `contact`, `held_out` and `skipped` (by reason) are of the decisions of `on`, which
    is null for none; `began` and `left_alone` since the play began. `reached`: of those begun with,
    who reached its goal, null where that is staying, which no day shows: see its effects.
    """

    on: date | None
    eligible: int
    contact: int
    held_out: int
    skipped: dict[str, int]
    began: int
    left_alone: int
    reached: int | None


class PlayOut(Schema):
    """A play: what it is called and for, its state and version, and how many it has reached."""

    id: str
    name: Told
    about: Told
    state: str
    version: int
    purpose: str
    priority: int
    owner: str | None
    holdout: float
    goal: str
    funnel: FunnelOut


class UnreadableOut(Schema):
    """What is wrong in a file of a play that cannot be read: the file, line and key, and what."""

    where: str
    why: Told


class PlaysOut(Schema):
    """The plays, and what is wrong in files that cannot be read."""

    plays: list[PlayOut]
    unreadable: list[UnreadableOut]


class FaultyOut(Schema):
    """Something about a play: wrong, missing at the company, or to be doubted."""

    severity: str
    key: str
    says: Told


class PlayVersionOut(Schema):
    """A text that the file of a play has had. `by` is null for a change outside the workspace."""

    id: int
    number: int
    at: datetime
    by: str | None
    origin: str
    state: str
    note: str


class PlayStory(PlayOut):
    """A play in words, what keeps it from running, and its versions, the newest first."""

    turn: list[Told]
    steps: list[Told]
    runs: bool
    findings: list[FaultyOut]
    versions: list[PlayVersionOut]


class PlayText(PlayVersionOut):
    """A version with its text; an empty one: the file was taken away."""

    text: str


class EndsOut(Schema):
    """A value with its 95 % interval; null where it is not known."""

    value: float | None
    low: float | None
    high: float | None


class ShareOut(EndsOut):
    """A share: `left` of `of`, with its interval; counts are null in results of older runs."""

    left: int | None
    of: int | None


class HorizonOut(Schema):
    """What a treatment changed, so many days after the assignment; of whom these are over.

    `effect`, `always`: share that left, of the treated less of those held out; the latter valid
    however often one looks. `tickets`, `refused`: the same of tickets a customer, and of who
    unsubscribed or complained. `reason` says why a value is null.
    """

    days: int
    seen: int
    treated: ShareOut
    held_out: ShareOut
    effect: EndsOut
    always: EndsOut
    tickets: EndsOut
    refused: EndsOut
    kept: EndsOut
    revenue: EndsOut
    cost: float | None
    net: EndsOut
    reason: Told | None


class TrialOut(Schema):
    """A treatment of an experiment: its arms, whether they are as meant, and its verdict."""

    experiment: str
    name: Told
    treatment: str
    control: str
    since: date | None
    until: date | None
    treated: int
    held_out: int
    contacted: int | None
    sound: bool
    split: Told
    verdict: str
    says: Told


class ProofOut(TrialOut):
    """The same with its plan, each horizon, and the effect at every look."""

    plan: Row
    horizons: list[HorizonOut]
    looks: list[Row]


class ComparedOut(Schema):
    """What can be compared where nobody was left alone, which proves nothing; `says` says why.

    `method` is before_after (all who were there, in stretches of so many days) or matched (others
    like them, who are told as they are; the difference is with these weighted). `overlap`: the
    share of the treated who have their like; `effective`: as how many the others count.
    """

    method: str
    treatment: str
    days: int
    before_or_others: ShareOut
    since_or_treated: ShareOut
    difference: EndsOut
    overlap: float | None
    effective: float | None
    says: Told


class EffectsOut(Schema):
    """What the last run proved of a play; where that is nothing, `reason` says why.

    `without_holdout`: what can be compared instead, where nobody was left alone.
    """

    reason: Told | None
    proofs: list[ProofOut]
    without_holdout: list[ComparedOut]


class BroughtRow(Schema):
    """What a play brought in a quarter; `play` is null for all together.

    `cost_apart`, of all together: of plays whose money is not known, so that it is in no sum.
    """

    play: str | None
    name: Told
    treatment: str | None
    days: int | None
    units: int
    seen: int
    kept: EndsOut
    revenue: EndsOut
    cost: float | None
    cost_apart: float | None
    net: EndsOut
    reason: Told | None


class UnprovedOut(Schema):
    """What somebody was assigned to in a quarter, and is in no sum, with the reason."""

    play: str
    name: Told
    treatment: str
    units: int
    reason: Told


class BroughtOut(Schema):
    """What plays brought in a quarter, and the quarters of which anything is known."""

    quarter: str | None
    quarters: list[str]
    currency: str | None
    rows: list[BroughtRow]
    not_proved: list[UnprovedOut]


class DecisionOut(Schema):
    """What was decided of a unit and a play, as the table `decisions` has it, in words, too.

    `verdict` is contact, hold_out or skip; null where it was not their turn, and then so is most of
    the rest. `runner_up`: open to the unit, at `place`, and not the one that was chosen.
    """

    on: date
    play: str
    name: Told
    version: int | None
    occasion: str | None
    customer_id: str | None
    verdict: str | None
    reason: str | None
    instead: str | None
    place: int | None
    runner_up: bool
    net_value: float | None
    effect: float | None
    effect_from: str | None
    risk: float | None
    value: float | None
    cost: float | None
    owner: str | None
    says: Told


class DecidedOut(Schema):
    """Decisions of a unit: the last day first, of each day the chosen one, then by place."""

    unit_id: str
    decisions: list[DecisionOut]
    next: str | None


class DecisionsOut(Schema):
    """A part of the decisions of a day, in the order of its file: who is contacted first."""

    on: date
    rows: list[Row]
    next: str | None


class RulingOut(Schema):
    """What the arbiter ruled on a contact, and why. `undone_at`: it did not take place."""

    at: datetime
    play: str | None
    version: int | None
    purpose: str
    channel: str
    ruled: str
    reason: str | None
    says: Told | None
    until: datetime | None
    undone_at: datetime | None


class RulingsOut(Schema):
    """Contacts that somebody wanted to make with a customer, the newest first."""

    customer_id: str
    erased_at: datetime | None
    paused_until: datetime | None
    rows: list[RulingOut]
    next: int | None
