"""The demo company: its plays as files, those whose months of history its tables hold."""

from importlib.resources import files
from pathlib import Path

from tenure.act.play import Budget, Play, State
from tenure.act.reading import FOLDER, loads
from tenure.act.ready import brought_to, take
from tenure.act.writing import dumps
from tenure.simulate import PRESETS
from tenure.simulate.plays import as_planned, salt_of
from tenure.simulate.presets.campaigns import tried_on_many
from tenure.simulate.spec import Campaign, Preset
from tenure.store import write_text

READY = {
    "onboarding_help": "onboarding_steps",
    "complaint_follow_up": "complaint_follow_up",
    "early_call": "early_risk_call",
    "reactivation": "recently_quiet",
    "newsletter": "news",
    "renewal_check_in": "renewal_30",
    "coupon": "low_frequency_coupon",
}
"""Which ready-made play has the words and steps of a simulated one; the others have their own."""
OWNERS = {
    "complaint_follow_up": "service",
    "early_call": "accounts",
    "renewal_check_in": "accounts",
}
"""Whose queue the tasks of a play go to."""
PAUSED = ("come_back_push",)
"""What somebody has stopped, for it annoys."""
MONTHLY = {"newsletter": 150, "onboarding_help": 100}
"""Customers that a play may contact a month; `_USUAL` of the others."""
_USUAL = 40
DRAFT = "promoter_review"


def demo_preset(name: str) -> Preset:
    """Return the company that the demo simulates."""
    return tried_on_many(PRESETS[name])


def write_plays(folder: Path, preset: str, seed: int) -> list[Path]:
    """Write the plays of a simulated company beside its tenure.toml, and one that is a draft.

    Their ids are those in its tables, their salts and shares those by which it held customers
    out: whoever was left alone there is left alone by Tenure, too.
    """
    chosen = demo_preset(preset)
    found = [_play(as_planned(chosen, one), preset, seed) for one in chosen.campaigns]
    draft = take(DRAFT, salt=salt_of(preset, DRAFT, seed), currency=chosen.currency)
    (folder / FOLDER).mkdir(exist_ok=True)
    return [_written(folder / FOLDER, one) for one in [*found, draft]]


def _play(campaign: Campaign, preset: str, seed: int) -> Play:
    """Return a campaign as a play that runs."""
    name, currency = campaign.name, PRESETS[preset].currency
    ready = READY.get(name)
    play = take(ready, id=name, currency=currency) if ready else _own(name, currency)
    state: State = "paused" if name in PAUSED else "running"
    return play.model_copy(
        update={
            "salt": salt_of(preset, name, seed),
            "state": state,
            "holdout": campaign.holdout,
            "owner": OWNERS.get(name),
            "budget": Budget(contacts=MONTHLY.get(name, _USUAL), per="month"),
        }
    )


def _own(name: str, currency: str) -> Play:
    file = files("tenure.cli.demo").joinpath(f"{name}.toml")
    return brought_to(loads(file.read_text("utf-8"), source=file.name), currency)


def _written(folder: Path, play: Play) -> Path:
    place = folder / f"{play.id}.toml"
    write_text(place, dumps(play))
    return place


__all__ = ["DRAFT", "OWNERS", "PAUSED", "demo_preset", "write_plays"]
