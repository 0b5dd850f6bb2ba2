"""What was found, as people read it: English and Korean."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from tenure.predict.worth.gamma_gamma import RELATED
from tenure.predict.worth.reckoning import Reckoning
from tenure.predict.worth.recommend_judged import Comparison
from tenure.stats import Estimate

Language = Literal["en", "ko"]


@cache
def texts(language: Language) -> dict[str, str]:
    """Return the sentences of a language, by key."""
    text = files("tenure.predict.worth").joinpath(f"words/{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def reason(code: str, language: Language = "en") -> str:
    """Say why a value, a date or a standing is not there."""
    return texts(language)[f"reason_{code}"]


def reckoned(reckoning: Reckoning, language: Language = "en") -> str:
    """Say how worth was reckoned, and what its intervals hold."""
    return texts(language)["reckoned"].format(
        days=f"{reckoning.days:,.0f}",
        margin=f"{reckoning.margin:.0%}",
        returned=f"{reckoning.returned:.0%}",
        discount=f"{reckoning.discount:.0%}",
        level=f"{reckoning.level:.0%}",
    )


def value_said(row: Mapping[str, object], language: Language = "en") -> str:
    """Say what a customer is worth: a row of `Worth.value`."""
    if row["value"] is None:
        return reason(str(row["reason"]), language)
    words = texts(language)
    told = words["value"].format(
        value=_number(row["value"]),
        purchases=_number(row["purchases"], 1),
        spend=_number(row["spend"]),
        alive=f"{row['alive']:.0%}",
    )
    if row["value_low"] is None:
        return told
    ends = {name: _number(row[f"value_{name}"]) for name in ("low", "high")}
    return " ".join((told, words["value_interval"].format(**ends)))


def next_said(row: Mapping[str, object], language: Language = "en") -> str:
    """Say when a customer will buy next: a row of `NextPurchase.dates`."""
    words = texts(language)
    how = "own" if row["gaps"] else "others"
    parts = [
        words[f"next_{how}"].format(
            last=row["last_day"],
            usual=_number(row["usual_gap"]),
            gaps=row["gaps"],
            own=_number(row["own_gap"] or 0.0),
        )
    ]
    if row["overdue"]:
        parts.append(words["overdue"])
    if row["reason"] is not None:
        return " ".join((*parts, reason(str(row["reason"]), language)))
    dates = {name: row[name] for name in ("next_day", "earliest", "latest")}
    return " ".join((*parts, words["next_date"].format(**dates, again=f"{row['again']:.0%}")))


def standing_said(row: Mapping[str, object], language: Language = "en") -> str:
    """Say where a customer stands among those like them: a row of `Peers.standing`."""
    if row["reason"] is not None:
        return reason(str(row["reason"]), language)
    numbers = {name: _number(row[name]) for name in ("value", "q25", "median", "q75", "peers")}
    key = "standing_below" if row["gap"] is not None else "standing_best"
    told = numbers | {"alike": row["alike"], "gap": _number(row["gap"] or 0.0)}
    return texts(language)[key].format(**told)


def common_said(common: str | None, language: Language = "en") -> str | None:
    """Say what peers have in common: a text of `Peers.standing`, its own traits by their names."""
    if common is None:
        return None
    words = texts(language)
    pairs = (one.partition(": ") for one in common.split("; "))
    told = ((words.get(f"trait_{name}", name), value) for name, _, value in pairs)
    return "; ".join(f"{name}: {value}" for name, value in told)


def growth_said(row: Mapping[str, object], language: Language = "en") -> str:
    """Say what a customer could bring more a month: the growth_… of a profile."""
    if row["growth"] is None:
        return reason(str(row["growth_reason"]), language)
    names = {"gap": "growth", "value": "growth_now", "q75": "growth_best", "peers": "growth_peers"}
    told = {name: _number(row[own]) for name, own in names.items()}
    common = common_said(str(row["growth_alike"]), language)
    return texts(language)["growth"].format(common=common, **told)


def chance_said(row: Mapping[str, object], language: Language = "en") -> str:
    """Say what could be sold to a customer, and who buys it: a row of `Chances.of`."""
    return texts(language)[str(row["kind"])].format(
        product=row["product_id"],
        holders=_number(row["holders"]),
        best=_number(row["best"]),
        share=f"{row['share']:.0%}",
        others=f"{row['others']:.0%}",
        own=_number(row["own"] or 0.0),
        median=_number(row["median"] or 0.0),
    )


def offer_said(row: Mapping[str, object], language: Language = "en") -> str:
    """Say why an item is offered: a row of `Recommender.top`."""
    numbers = {name: _number(row[name] or 0.0) for name in ("together", "buyers")}
    told = {"item": row["item"], "because": row["because"], **numbers}
    return texts(language)[f"offer_{row['why']}"].format(**told)


def compared(comparison: Comparison, language: Language = "en") -> str:
    """Say whether the offered lists beat the best of the simpler ones."""
    words = texts(language)
    against = words[f"list_{comparison.against}"]
    told = {"against": against, "n": f"{comparison.customers:,}"}
    if comparison.ahead is None:
        return words["verdict_unknown"].format(**told)
    ends = {name: f"{getattr(comparison.ahead, name):+.3f}" for name in ("value", "low", "high")}
    return words[f"verdict_{comparison.verdict}"].format(**told, **ends)


def related_said(related: Estimate | None, language: Language = "en") -> str:
    """Say whether frequency and value are as unrelated as Gamma–Gamma takes them to be."""
    words = texts(language)
    if related is None:
        return words["related_unknown"]
    numbers = {name: f"{getattr(related, name):.2f}" for name in ("value", "low", "high")}
    key = "related_much" if abs(related.value) >= RELATED else "related_little"
    return words[key].format(**numbers)


def _number(value: object, digits: int = 0) -> str:
    return f"{float(str(value)):,.{digits}f}"
