"""Groups of people, and what each may see and do; docs/workspace/people.md shows the table."""

from collections.abc import Iterable
from enum import StrEnum


class Right(StrEnum):
    """Something that one may or may not do."""

    SEE_FIGURES = "see_figures"
    """Aggregates: metrics, explanations, predictions of all; no customer by name."""
    SEE_CUSTOMERS = "see_customers"
    """Single customers: those of one's portfolio, unless SEE_EVERYONE, too."""
    SEE_EVERYONE = "see_everyone"
    """Customers of all portfolios."""
    SEE_PERSONAL = "see_personal"
    """Names, mail addresses and what customers wrote."""
    CARE = "care"
    """Write notes and tasks of a customer, and answer alerts."""
    EXPORT = "export"
    """Take lists of customers out as files."""
    SAVE_VIEWS = "save_views"
    """Keep views, segments and dashboards, and have them mailed."""
    SHARE_VIEWS = "share_views"
    """Let others see one's views and segments."""
    ANNOTATE = "annotate"
    """Write changes (releases, prices, incidents) onto the time line."""
    EDIT_PLAYS = "edit_plays"
    """Write plays, start, pause and end them."""
    EDIT_DEFINITIONS = "edit_definitions"
    """Change what customer, active and churned mean; bring tables in."""
    SEE_QUARANTINE = "see_quarantine"
    """Rows that could not be read, which may hold personal data."""
    SEE_RUNS = "see_runs"
    """Runs: what was computed when, and what was left out."""
    RUN = "run"
    """Start a run."""
    USE_API = "use_api"
    """Make tokens for programs; a token can do no more than its owner."""
    MANAGE_PEOPLE = "manage_people"
    """Invite, change groups and portfolios, lock out."""
    SEE_AUDIT = "see_audit"
    """Who wrote and who exported what."""


R = Right
_ALL_FIGURES = {R.SEE_FIGURES, R.SEE_RUNS, R.SAVE_VIEWS}

GROUPS: dict[str, frozenset[Right]] = {
    "admin": frozenset(Right),
    "leader": frozenset(
        _ALL_FIGURES | {R.SEE_CUSTOMERS, R.SEE_EVERYONE, R.SEE_PERSONAL, R.SHARE_VIEWS, R.EXPORT}
    ),
    "analyst": frozenset(
        _ALL_FIGURES
        | {R.SEE_CUSTOMERS, R.SEE_EVERYONE, R.SHARE_VIEWS, R.ANNOTATE, R.EXPORT, R.USE_API}
        | {R.EDIT_DEFINITIONS, R.SEE_QUARANTINE, R.RUN}
    ),
    "account_manager": frozenset(
        {R.SEE_FIGURES, R.SEE_CUSTOMERS, R.SEE_PERSONAL, R.CARE, R.SAVE_VIEWS}
    ),
    "marketer": frozenset(
        {R.SEE_FIGURES, R.SEE_CUSTOMERS, R.SEE_EVERYONE, R.SAVE_VIEWS, R.SHARE_VIEWS}
        | {R.ANNOTATE, R.EXPORT, R.EDIT_PLAYS}
    ),
    "service": frozenset({R.SEE_FIGURES, R.SEE_CUSTOMERS, R.SEE_EVERYONE, R.SEE_PERSONAL, R.CARE}),
    "auditor": frozenset({R.SEE_FIGURES, R.SEE_RUNS, R.SEE_AUDIT}),
}


def rights_of(groups: Iterable[str]) -> frozenset[Right]:
    """Return what people of these groups may do, together."""
    return frozenset().union(*(GROUPS.get(one, frozenset()) for one in groups))
