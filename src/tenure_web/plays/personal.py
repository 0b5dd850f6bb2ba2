"""Conditions over personal data: written by who may see it, and tried by nobody else.

How many, and who, fit `email = '…'` tells whose address that is.
"""

from tenure.act.play import Play
from tenure.act.steps import Branch
from tenure.errors import DefinitionError
from tenure_web.customers.scope import hidden, unit_of
from tenure_web.lib import company
from tenure_web.people.models import User


def refuse(play: Play, user: User, before: Play | None = None) -> None:
    """Raise DefinitionError where a condition asks for what a user may not see.

    One that the play had `before` stays as it is.
    """
    day = company.last_day()
    away = hidden(user, unit_of(day) if day else "customer")
    kept = set(_asked(before)) if before is not None else set()
    for text, columns in _asked(play).items():
        named = sorted(away & {one.casefold() for one in columns})
        if named and text not in kept:
            name = named[0]
            raise DefinitionError(f"only who may see personal data asks for '{name}'")


def _asked(play: Play) -> dict[str, frozenset[str]]:
    """Return the columns of profiles that a play asks for, by the text of the condition."""
    wheres = [play.audience, *(one.where for one in play.steps if isinstance(one, Branch))]
    return {one.text: frozenset(one.columns) for one in wheres if one is not None}
