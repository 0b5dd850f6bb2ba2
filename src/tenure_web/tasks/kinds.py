"""Kinds of tasks: which contact a customer, by what, for what, and what can come of them."""

from tenure_web.tasks.models import Task

TODO, INTERVIEW = "todo", "interview"
CHANNELS = {
    "call": "call",
    "mail": "email",
    "interview": "call",
    "check_in": "call",
    "review": "call",
    "follow_up": "call",
}
"""By which channel a kind of task contacts somebody; what is not here contacts nobody."""
KINDS = (TODO, *CHANNELS)
_SURVEY, _USUAL = "survey", "service"
_Came = Task.Outcome
CONTACTED = frozenset(
    {_Came.REACHED, _Came.PROMISED, _Came.NOT_INTERESTED, _Came.SENT, _Came.ANSWERED}
)
"""Outcomes of a contact that took place."""
ANSWERED = CONTACTED - {_Came.SENT}
"""Outcomes of a contact to which the customer said something."""
_CALLED = (
    _Came.REACHED,
    _Came.PROMISED,
    _Came.NOT_INTERESTED,
    _Came.NOT_REACHED,
    _Came.WRONG_PERSON,
    _Came.OTHER,
)
_OUTCOMES = {
    TODO: (_Came.DONE, _Came.OTHER),
    "mail": (_Came.SENT, _Came.OTHER),
    INTERVIEW: (
        _Came.ANSWERED,
        _Came.NOT_INTERESTED,
        _Came.NOT_REACHED,
        _Came.WRONG_PERSON,
        _Came.OTHER,
    ),
}


def outcomes_of(what: str) -> tuple[Task.Outcome, ...]:
    """Return what can come of a kind of task, the usual one first."""
    return _OUTCOMES.get(what, _CALLED)


def purpose_of(what: str) -> str:
    """Return for what a kind of task contacts somebody, where nobody says."""
    return _SURVEY if what == INTERVIEW else _USUAL


def contacts(what: str) -> bool:
    """Say whether a kind of task contacts a customer."""
    return what in CHANNELS
