"""A company's predictions: what is learnt from its tables, kept in its store, and said of each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.company.predictions.outlook import Outlook

if TYPE_CHECKING:
    import pyarrow as pa

    from tenure.company.predictions.days import Day
    from tenure.company.predictions.learning.training import Trained
    from tenure.company.predictions.profiles.explaining import Explanation
    from tenure.measure.result import Result

__all__ = ["Predictions"]


@dataclass(frozen=True)
class Predictions:
    """What is to come of one company, as of a day: learn, score, explain, judge.

    >>> company.predictions().train()                    # doctest: +SKIP
    >>> company.predictions().score().table()            # doctest: +SKIP
    """

    outlook: Outlook

    def rows(self) -> "pa.Table":
        """Return the labelled rows that would be learnt from: unit_id, as_of, features, left, …"""
        from tenure.company.predictions.rows import Rows

        return Rows.of(self.outlook).sample()

    def train(self, *, seed: int = 0) -> "Trained":
        """Learn from every date that the data allow; see `training.train`.

        Raises StoreError while another run, training or scoring writes to the store.
        """
        from tenure.company.predictions.learning.training import train

        with self.outlook.rule.data.store.lock():
            return train(self.outlook, seed=seed)

    def score(self) -> "Day":
        """Score everyone who is there today and keep their profiles; see `profiles.score`.

        Raises StoreError while another run, training or scoring writes to the store.
        """
        from tenure.company.predictions.profiles.keeping import score

        with self.outlook.rule.data.store.lock():
            return score(self.outlook)

    def explain(self, unit: str) -> "Explanation":
        """Explain one customer or account of the last day with profiles."""
        from tenure.company.predictions.profiles.explaining import explain

        return explain(self.outlook, unit)

    def results(self) -> "list[Result]":
        """Return what the last profiles and the models behind them say, as in the report."""
        from tenure.company.predictions.days import latest
        from tenure.company.predictions.learning.training import shelf_of
        from tenure.company.predictions.views.risk import of_day

        day = latest(self.outlook)
        return of_day(self.outlook, day, shelf_of(self.outlook).load(day.about["model"]))

    def card(self, language: str = "en") -> str:
        """Return the card of the model in use, as Markdown."""
        from tenure.company.predictions.learning.training import shelf_of
        from tenure.predict.model_card import card, markdown

        return markdown(card(shelf_of(self.outlook).load().risk), language)
