"""The demo company: its plays as files, those whose months of history its tables hold."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from tenure.act.play import Budget, Play, State
from tenure.act.reading import FOLDER, loads
from tenure.act.ready import brought_to, take
from tenure.act.triggers import RiskWords, Segment
from tenure.act.words import Words
from tenure.act.writing import dumps
from tenure.company.acts.tables import FOLDER as ACTS
from tenure.company.acts.tables import MAY_NOT
from tenure.conditions import parse
from tenure.definitions import load
from tenure.definitions.proving import Aim
from tenure.simulate import PRESETS
from tenure.simulate.contacts import WON_A_DOLLAR
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
AIMS = {"newsletter": Aim(margin=0.05, planned=3_400)}
"""What somebody has said before that a play has to show: enough customers for 80 % to see it."""
DRAFT, BEGUN = "promoter_review", "risk_words"
"""Ready-made plays that the company has beside those of its history: one not begun, one new."""
_AT_RISK: dict[str, Any] = {
    "trigger": Segment(kind="segment"),
    "audience": parse("risk_band = 'high'"),
    "about": Words(
        en="Calls those whose risk is high, with what moved it in front of the caller.",
        ko="이탈 위험이 높은 고객에게 전화합니다. 위험을 높인 이유를 확인하고 통화합니다.",
    ),
}
"""Whose turn an early call is: of a company's first day nothing is known to have crossed."""


_NEW: dict[str, Any] = {
    "state": "running",
    "owner": "service",
    "trigger": RiskWords(kind="risk_words", within=14),
}
"""What somebody wrote in the fortnight before it was begun is answered, too."""


def demo_preset(name: str) -> Preset:
    """Return the company that the demo simulates."""
    return tried_on_many(PRESETS[name])


def write_plays(folder: Path, preset: str, seed: int) -> list[Path]:
    """Write the plays of a simulated company beside its tenure.toml, and two ready-made.

    Their ids are those in its tables, their salts and shares those by which it held customers
    out: whoever was left alone there is left alone by Tenure, too.
    """
    chosen = demo_preset(preset)
    found = [_play(as_planned(chosen, one), preset, seed) for one in chosen.campaigns]
    for name, more in ((DRAFT, {}), (BEGUN, _NEW)):
        ready = take(name, salt=salt_of(preset, name, seed), currency=chosen.currency)
        found.append(ready.model_copy(update=more))
    (folder / FOLDER).mkdir(exist_ok=True)
    return [_written(folder / FOLDER, one) for one in found]


def write_refusals(folder: Path) -> Path:
    """Write who has unsubscribed or complained in a simulated company, for runs to decide around.

    As the workspace does, which then keeps it up to date (docs/act/decisions.md).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    touches = pq.read_table(folder / "data" / "touches.parquet").to_pylist()
    rows = [
        {"customer_id": row["customer_id"], "purpose": purpose, "channel": channel, "reason": why}
        for when, purpose, why in _REFUSALS
        for row in touches
        if row[when] is not None
        for channel in (row["channel"] if why == "no_consent" else "email",)
    ]
    names = ("customer_id", "purpose", "channel", "reason")
    store = load(folder / "tenure.toml").store.path
    place = folder / store / ACTS / MAY_NOT
    place.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, pa.schema([(n, pa.string()) for n in names])), place)
    return place


_REFUSALS = (
    ("unsubscribed_at", "marketing", "no_consent"),
    ("complained_at", "all", "suppressed"),
)


def _play(campaign: Campaign, preset: str, seed: int) -> Play:
    """Return a campaign as a play that runs."""
    name, currency = campaign.name, PRESETS[preset].currency
    ready = READY.get(name)
    play = take(ready, id=name, currency=currency) if ready else _own(name, currency)
    state: State = "paused" if name in PAUSED else "running"
    rate = WON_A_DOLLAR if currency == "KRW" else 1.0
    return play.model_copy(
        update={
            **(_AT_RISK if name == "early_call" else {}),
            "salt": salt_of(preset, name, seed),
            "worth": play.worth.model_copy(update={"contact": campaign.cost * rate}),
            "state": state,
            "holdout": campaign.holdout,
            "owner": OWNERS.get(name),
            "proof": AIMS.get(name, play.proof),
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


__all__ = ["BEGUN", "DRAFT", "OWNERS", "PAUSED", "demo_preset", "write_plays", "write_refusals"]
