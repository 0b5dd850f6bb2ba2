"""Texts with a mood: those that customers gave beside a score of their own."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.texts import Texts

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.explain.sentiment import Labelled, Scale

MOST = 40_000
"""Texts of a language to learn from, at most."""


@dataclass(frozen=True)
class Labels:
    """The scores beside texts as of an outlook, and what they say of the texts' moods.

    Of feedback only: the score of a ticket rates the help that came after the text.
    """

    texts: Texts

    @cached_property
    def scales(self) -> "dict[str, Scale]":
        """The scale of each source of feedback; one whose scores fit no scale is left out."""
        from tenure.explain.sentiment import scale_of

        rows = self._scored
        counted = rows.group_by("source", "score").agg(n=rows.count()).order_by("source", "score")
        found: dict[str, list[tuple[float, int]]] = {}
        for row in self._run(counted):
            found.setdefault(row["source"], []).append((row["score"], row["n"]))
        scales = {
            source: scale_of(source, [score for score, _ in told], [n for _, n in told])
            for source, told in found.items()
        }
        return {source: scale for source, scale in scales.items() if scale is not None}

    @cached_property
    def rows(self) -> "ir.Table":
        """The texts whose score says a mood: 0 complaint, 1 praise."""
        import ibis

        rows = self._scored
        mood = ibis.null("float64")
        for source, scale in self.scales.items():
            own = (rows.source == source) & rows.score.between(scale.low, scale.high)
            told = ibis.cases(
                (rows.score <= scale.negative, 0.0), (rows.score >= scale.positive, 1.0)
            )
            mood = ibis.ifelse(own, told, mood)
        labelled = rows.mutate(mood=mood)
        return labelled.filter(labelled.mood.notnull())

    def points(self, rows: "ir.Table") -> "ir.FloatingValue":
        """Return each text's own score in points from 0 to 100 of its scale; null without one."""
        import ibis

        points = ibis.null("float64")
        for source, scale in self.scales.items():
            own = (rows["table"] == "feedback") & (rows.source.fill_null("") == source)
            inside = own & rows.score.between(scale.low, scale.high)
            told = 100.0 * (rows.score - scale.low) / (scale.high - scale.low)
            points = ibis.ifelse(inside, told, points)
        return points

    def counts(self) -> dict[str, int]:
        """Count the texts with a mood by language."""
        rows = self.rows
        counted = rows.group_by("language").agg(n=rows.count()).order_by("language")
        return {row["language"]: row["n"] for row in self._run(counted) if row["language"]}

    def sample(self, language: str) -> "Labelled":
        """Return texts of a language with their moods, `MOST` of them at most, drawn evenly."""
        import numpy as np
        import pyarrow as pa

        from tenure.explain.sentiment import Labelled

        own = self.rows.filter(self.rows.language == language)
        columns = ("text", "lemmas", "mood", "customer_id", "at")
        drawn = own.order_by("digest", "text_id", "customer_id", "at").limit(MOST).select(*columns)
        table = self.texts.outlook.rule.data.engine.execute(drawn, metric="sentiment")
        told = table.to_pydict()
        days = table["at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() / 86_400e6
        return Labelled(
            told["text"],
            [lemmas.split() for lemmas in told["lemmas"]],
            np.array(told["mood"], float),
            [str(one) for one in told["customer_id"]],
            np.asarray(days, float),
        )

    @cached_property
    def _scored(self) -> "ir.Table":
        rows = self.texts.rows
        own = rows.filter(rows["table"] == "feedback", rows.score.notnull())
        return own.mutate(source=own.source.fill_null(""))

    def _run(self, rows: "ir.Table") -> list[dict[str, Any]]:
        engine = self.texts.outlook.rule.data.engine
        return list(engine.execute(rows, metric="scores beside texts").to_pylist())
