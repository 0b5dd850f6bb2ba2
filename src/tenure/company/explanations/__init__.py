"""Why a company's customers leave: what they said, what they did, and what happened to them."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tenure.company.predictions.outlook import Outlook

if TYPE_CHECKING:
    from tenure.company.explanations.why.page import Why
    from tenure.measure.result import Result
    from tenure.periods import Period

__all__ = ["Explanations"]


@dataclass(frozen=True)
class Explanations:
    """Why customers of one company leave, as of a day; each answer is a list of tables.

    >>> company.explanations().why(period="2026-06").paragraphs("en")    # doctest: +SKIP
    """

    outlook: Outlook

    def why(
        self,
        *,
        period: str | None = None,
        against: str | None = None,
        segment: str | None = None,
        where: str | None = None,
    ) -> "Why":
        """Put together why attrition changed; see `explanations.why.page.why`."""
        from tenure.company.explanations.why.page import why

        return why(self.outlook, period=period, against=against, segment=segment, where=where)

    def reasons(
        self, *, first: date | None = None, end: date | None = None, **options: Any
    ) -> "list[Result]":
        """Return why customers left, as stated, recorded and observed; see `reasons.reasons`."""
        from tenure.company.explanations.reasons import reasons

        return reasons(self.outlook, first=first, end=end, **options)

    def themes(
        self, *, by: str | None = None, period: "Period" = "month", where: str | None = None
    ) -> "list[Result]":
        """Return what customers write about, and which themes grew; see `themes.themes`."""
        from tenure.company.explanations.themes import themes

        return themes(self.outlook, by=by, period=period, where=where)

    def sentiment(
        self, *, by: str | None = None, period: "Period" = "month", where: str | None = None
    ) -> "list[Result]":
        """Return the share of texts that complain; see `sentiment.sentiment`."""
        from tenure.company.explanations.sentiment import sentiment

        return sentiment(self.outlook, by=by, period=period, where=where)

    def alerts(self, *, days: int = 7, where: str | None = None) -> "Result":
        """Return the newest sentences that smell of leaving; see `alerts.alerts`."""
        from tenure.company.explanations.alerts import alerts

        return alerts(self.outlook, since_days=days, where=where, most=None)

    def scores(self, *, source: str = "nps") -> "list[Result]":
        """Return scores crossed with what customers did; see `scores.scores`."""
        from tenure.company.explanations.scores import scores

        return scores(self.outlook, source=source)

    def drivers(self, *, by: str | None = None, where: str | None = None) -> "list[Result]":
        """Return what goes with leaving, alone and with all else alike; see `drivers.drivers`."""
        from tenure.company.explanations.drivers import drivers

        return drivers(self.outlook, by=by, where=where)

    def cause(self, driver: str, *, treated: str | None = None) -> "list[Result]":
        """Return an estimate of what one driver causes, or why there is none."""
        from tenure.company.explanations.drivers import cause

        return cause(self.outlook, driver, treated=treated)

    def changes(self, *, where: str | None = None) -> "list[Result]":
        """Return what attrition did before and after each change; see `changes.changes`."""
        from tenure.company.explanations.changes import changes

        return changes(self.outlook, where=where)

    def competitors(self) -> "list[Result]":
        """Return competitors' prices and features, and whom customers leave for."""
        from tenure.company.explanations.competitors import competitors

        return competitors(self.outlook)

    def interviews(self, n: int = 12, *, seed: int = 0) -> "list[Result]":
        """Return whom to interview next, with a guide each; see `interviews.interviews`."""
        from tenure.company.explanations.interviews import interviews

        return interviews(self.outlook, n, seed)
