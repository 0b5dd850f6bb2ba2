"""Plays that are ready to be taken, with their texts in both languages, by kind of company."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from tenure.act.editing import copy, new_salt
from tenure.act.play import Play
from tenure.act.reading import build
from tenure.act.steps import Offer
from tenure.definitions import KINDS, Kind
from tenure.definitions.texts import toml
from tenure.errors import DefinitionError, suggest

_SIZES = {"KRW": 1_000, "JPY": 100, "VND": 25_000, "IDR": 15_000, "TWD": 30, "THB": 30, "INR": 80}
"""How many units of a currency are about what one is in which the ready-made plays are written."""


@dataclass(frozen=True)
class Ready:
    """A play to be taken, and the kinds of company that it is meant for."""

    play: Play
    kinds: tuple[Kind, ...]


@cache
def ready() -> dict[str, Ready]:
    """Return all ready-made plays by their ids. Their salts are none to be used: take a play."""
    folder = files("tenure.act.ready")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    found = [_read(name, folder.joinpath(name).read_text("utf-8")) for name in names]
    return {one.play.id: one for one in found}


def fitting(kind: Kind) -> dict[str, Ready]:
    """Return the ready-made plays for a kind of company, what is asked first the first."""
    own = [one for one in ready().values() if kind in one.kinds]
    own.sort(key=lambda one: (-one.play.priority, one.play.id))
    return {one.play.id: one for one in own}


def take(
    name: str, *, id: str | None = None, salt: str | None = None, currency: str | None = None
) -> Play:
    """Return a ready-made play as a draft of one's own; DefinitionError for no such play.

    Its costs are assumed; they are brought to the size of amounts in the currency.
    """
    found = ready().get(name)
    if found is None:
        near = suggest(name, ready())
        hint = f"did you mean '{near}'?" if near else "`tenure plays add` lists them"
        raise DefinitionError(f"there is no ready-made play '{name}'", hint=hint)
    play = copy(found.play, id=id or name, salt=salt or new_salt())
    return brought_to(play, currency)


def brought_to(play: Play, currency: str | None) -> Play:
    """Return a play with its costs and gains brought to the size of amounts in a currency."""
    worth, size = play.worth, _SIZES.get(currency or "", 1)
    amounts = {name: getattr(worth, name) * size for name in ("contact", "offer")}
    amounts["gain"] = None if worth.gain is None else worth.gain * size
    steps = [
        one.model_copy(update={"cost": one.cost * size}) if isinstance(one, Offer) else one
        for one in play.steps
    ]
    told = {"worth": worth.model_copy(update=amounts), "steps": tuple(steps)}
    return play.model_copy(update=told)


def _read(name: str, text: str) -> Ready:
    raw = toml(text, name)
    told = raw.pop("ready")
    kinds = tuple(one for one in KINDS if one in told)
    salt = sha256(f"ready-made:{raw['id']}".encode()).hexdigest()[:32]
    return Ready(build({**raw, "salt": salt}, source=name), kinds)
