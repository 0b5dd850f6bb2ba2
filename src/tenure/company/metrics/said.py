"""A metric's meaning in words: its own sentence, the company's rule, of whom, the split."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from tenure.company.wording import asked_of, state_in, texts

if TYPE_CHECKING:
    from tenure.company.asked import Asked
    from tenure.company.choosing import Choice


def said(asked: "Asked", language: str, text: Mapping[str, str], *, rule: bool = True) -> str:
    """Return a text in a language, with when a customer is active by the company's rule."""
    words, question = texts(language), asked.question
    state = [state_in(asked.rule, words)] if rule else []
    return " ".join([text[language], *state, *asked_of(words, question.by, question.where)])


def as_of(choice: "Choice", language: str, told: Collection[str] = ()) -> str:
    """Say as of when a choice takes what changes, other than what is `told`; "" if nothing does."""
    names = [name for name in choice.moving if name not in told]
    if not names or choice.over_time is None:
        return ""
    return " " + texts(language)[f"as_of_{choice.when}"].format(names=", ".join(names))
