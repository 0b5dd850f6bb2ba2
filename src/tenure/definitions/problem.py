"""How a validator hands over what is wrong, to be told in the words of tenure.toml."""

from collections.abc import Iterable
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from tenure.definitions.locate import Path
from tenure.errors import suggest

PROBLEMS = "tenure"


class Problem(NamedTuple):
    """Something to put right, at a key path below the value that was checked."""

    message: str
    hint: str | None = None
    below: Path = ()
    names_found: bool = True


def wrong(*problems: Problem) -> PydanticCustomError:
    """Make the error by which a validator hands over its problems."""
    texts = "; ".join(problem.message for problem in problems)
    return PydanticCustomError(PROBLEMS, "{texts}", {"texts": texts, "problems": problems})


def did_you_mean(word: object, allowed: Iterable[str]) -> str | None:
    """Phrase a suggestion for a misspelt word; None when nothing is close."""
    near = suggest(word, allowed) if isinstance(word, str) else None
    return f"did you mean '{near}'?" if near else None
