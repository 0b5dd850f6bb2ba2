"""What may change of a play and what may not: its id and salt are for good, its version counts."""

from secrets import token_hex

from tenure.act.play import Play
from tenure.errors import DefinitionError

_FIXED = ("id", "salt")
_NOT_EDITED = frozenset({"version", "state"})
_SALT_BYTES = 16


def new_salt() -> str:
    """Return a salt that no other play has."""
    return token_hex(_SALT_BYTES)


def edited(before: Play, after: Play) -> Play:
    """Return a play as it is after an edit, with the version that this makes it.

    The version goes up by one where anything changed but the state: starting and pausing a play
    is no edit. Raises DefinitionError where the id or the salt is another.
    """
    for name in _FIXED:
        if getattr(before, name) != getattr(after, name):
            raise DefinitionError(
                f"the {name} of a play never changes: who is held out follows from it",
                where=f"{before.id}, {name}",
                hint=f"keep {name} = {getattr(before, name)!r}, or make a play of its own",
            )
    version = before.version + (not same(before, after))
    return after.model_copy(update={"version": version})


def same(one: Play, other: Play) -> bool:
    """Say whether two plays do the same, whichever their versions and states."""
    told = (each.model_dump(mode="json", exclude=set(_NOT_EDITED)) for each in (one, other))
    return next(told) == next(told)


def copy(play: Play, *, id: str, salt: str | None = None) -> Play:
    """Return a play of its own that does the same: another id and salt, version 1, a draft."""
    told = {"id": id, "salt": salt or new_salt(), "version": 1, "state": "draft"}
    return play.model_copy(update=told)
