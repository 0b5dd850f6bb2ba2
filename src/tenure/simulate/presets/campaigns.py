"""Plays that every kind of company has had for months, and those of some kinds."""

from dataclasses import replace

from tenure.simulate.spec import Campaign, Preset

SAVE_OFFER = Campaign(
    "save_offer", "anyone", "an offer to stay, tried on anyone who has been there two months",
    day=0.4, cooldown=999,
)  # fmt: skip
"""Its effects, shares and holdout are those of Effects, its kinds of customer the crowd's own."""

ONBOARDING_HELP = Campaign(
    "onboarding_help", "few_steps", "help for those who reached at most one step of onboarding",
    effect=-0.9, harm=0.4, persuadable=0.55, dogs=0.04, follows="engagement", telling=0.6,
    day=3.4, cost=0.05, cooldown=999,
)  # fmt: skip
COMPLAINT_FOLLOW_UP = Campaign(
    "complaint_follow_up", "slow_ticket", "a person calls whose complaint was answered late",
    effect=-1.1, harm=0.5, persuadable=0.60, dogs=0.03, follows="engagement", telling=0.5,
    day=2.5, channel="call", cost=3.0, holdout=0.2, cooldown=2,
)  # fmt: skip
EARLY_CALL = Campaign(
    "early_call", "seldom", "a call to those who use it less than most",
    effect=-1.0, harm=0.6, persuadable=0.35, dogs=0.10, follows="steps", telling=0.7,
    monthly=0.25, day=7.5, channel="call", cost=4.0, cooldown=4,
)  # fmt: skip
REACTIVATION = Campaign(
    "reactivation", "quiet", "news for those who have gone quiet",
    effect=-0.7, harm=0.4, persuadable=0.35, dogs=0.08, follows="steps", telling=0.6,
    monthly=0.5, day=11.4, cost=0.03,
)  # fmt: skip
NEWSLETTER = Campaign(
    "newsletter", "everyone", "a newsletter that changes nobody's mind",
    monthly=0.30, day=9.4, cooldown=1,
)  # fmt: skip
COME_BACK_PUSH = Campaign(
    "come_back_push", "quiet", "an insistent push to those who have gone quiet; it harms",
    effect=-0.4, harm=0.8, persuadable=0.05, dogs=0.45, follows="engagement", telling=0.5,
    monthly=0.5, day=18.6, channel="push", cost=0.01, holdout=0.2,
)  # fmt: skip
RENEWAL_CHECK_IN = Campaign(
    "renewal_check_in", "renewal", "a call in the month before a longer contract is renewed",
    effect=-1.2, harm=0.6, persuadable=0.45, dogs=0.08, follows="steps", telling=0.6,
    day=6.5, channel="call", cost=12.0, holdout=0.2, cooldown=1,
)  # fmt: skip
COUPON = Campaign(
    "coupon", "seldom", "a coupon for those who come seldom",
    effect=-0.8, harm=0.3, persuadable=0.45, dogs=0.02, follows="engagement", telling=-0.5,
    monthly=0.4, day=14.4, cost=1.5,
)  # fmt: skip

USUAL = (
    SAVE_OFFER, ONBOARDING_HELP, COMPLAINT_FOLLOW_UP, EARLY_CALL, REACTIVATION, NEWSLETTER,
    COME_BACK_PUSH,
)  # fmt: skip
WITH_CONTRACTS = (*USUAL, RENEWAL_CHECK_IN)
WITH_COUPON = (*USUAL, COUPON)


TRIED = {
    "early_call": replace(
        EARLY_CALL, effect=-1.8, persuadable=0.90, dogs=0.02, monthly=1.0, holdout=0.4, cost=1.5
    ),
    "come_back_push": replace(
        COME_BACK_PUSH, turn="seldom", harm=1.6, dogs=0.80, persuadable=0.02, monthly=1.0,
        holdout=0.4,
    ),
    "complaint_follow_up": replace(
        COMPLAINT_FOLLOW_UP, effect=-1.5, persuadable=0.80, holdout=0.3
    ),
    "newsletter": replace(NEWSLETTER, monthly=0.5, holdout=0.5),
}  # fmt: skip
"""Plays tried on more customers, with more held out and larger effects: some thousand customers
then show one that works, one that harms, one that makes little difference, and open ones."""


def tried_on_many(preset: Preset) -> Preset:
    """Return a company that has tried its plays as `TRIED` has them."""
    return replace(preset, campaigns=tuple(TRIED.get(c.name, c) for c in preset.campaigns))
