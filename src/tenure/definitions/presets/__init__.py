"""What a kind of company starts from, below what its own file says."""

import tomllib
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

from tenure.definitions.locate import dotted
from tenure.definitions.model import KINDS, RULE_OF

Raw = dict[str, Any]


@cache
def _read(kind: str) -> Raw:
    text = (files(__name__) / f"{kind}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def preset(kind: str) -> Raw:
    """Return the values that the preset of a kind fills in, as TOML would hold them."""
    return deepcopy(_read(kind))


def with_preset(own: Raw) -> tuple[Raw, frozenset[str]]:
    """Fill in from the preset what a company does not say; also return the dotted keys filled in.

    A kind that is missing or unknown is the caller's to report; it fills in as the first kind.
    """
    company = own.get("company")
    kind = company.get("kind") if isinstance(company, dict) else None
    base = preset(kind if kind in KINDS else KINDS[0])
    _drop_what_does_not_apply(base, own)
    return _merged(own, base, ())


def _drop_what_does_not_apply(base: Raw, own: Raw) -> None:
    churn = own.get("churn")
    rule = churn.get("rule", base["churn"]["rule"]) if isinstance(churn, dict) else None
    if rule is not None and rule != base["churn"]["rule"]:
        for key in RULE_OF:
            base["churn"].pop(key, None)
    active = own.get("active")
    if isinstance(active, dict) and (active.get("any") or active.get("all")):
        # The company names what counts, so nothing needs leaving out, not even a login.
        base.get("active", {}).pop("none", None)


def _merged(own: Raw, base: Raw, above: tuple[str, ...]) -> tuple[Raw, frozenset[str]]:
    merged: Raw = dict(own)
    filled: frozenset[str] = frozenset()
    for key, value in base.items():
        path = (*above, key)
        if isinstance(value, dict) and isinstance(own.get(key, {}), dict):
            merged[key], below = _merged(own.get(key, {}), value, path)
            filled |= below
        elif key not in own:
            merged[key] = value
            filled |= {dotted(path)}
    return merged, filled
