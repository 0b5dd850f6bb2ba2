"""Every text scored once, by the model of its language; models are learnt when it is time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.marks import Marks
from tenure.company.explanations.sentiment.labels import Labels
from tenure.company.explanations.texts import Texts, texts
from tenure.company.explanations.versions import Version, keep, latest
from tenure.company.predictions.outlook import Outlook
from tenure.store import fingerprint_code

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.explain.sentiment import Sentiment

KIND = "sentiment"
_FORM = 1
_LANGUAGES = ("en", "ko")
_GROWN = 1.5
"""Models are learnt again when there are so many times the texts with a mood."""


@dataclass(frozen=True)
class Scored:
    """Texts as of an outlook with `praise`, the probability that each is praise; null: unknown.

    `models`: by language. `rows` has the columns of `Texts.rows`, and praise.
    """

    texts: Texts
    labels: Labels
    models: "dict[str, Sentiment]"
    marks: "ir.Table"

    @property
    def rows(self) -> "ir.Table":
        """Every text with its probability of praise."""
        told = self.texts.rows.left_join(self.marks, "digest")
        return told.drop("digest_right") if "digest_right" in told.columns else told


def scored(outlook: Outlook, seed: int = 0) -> Scored:
    """Score the texts that have not been scored yet; learn first where that is due.

    Raises MetricError for a company that has no texts.
    """
    import pyarrow as pa

    from tenure.explain.sentiment import kept

    said = texts(outlook)
    labels = Labels(said)
    version = _version(outlook, labels, seed)
    models = kept(version.folder)
    columns: dict[str, pa.DataType] = {"digest": pa.string(), "praise": pa.float64()}
    schema = pa.schema(columns)
    key = f"{version.name} {fingerprint_code('explain/sentiment', 'explain/text')}"
    marks = Marks(outlook, KIND, key, schema)
    marks.add(said.rows, lambda batch: _scores(models, batch))
    return Scored(said, labels, models, marks.rows())


def _version(outlook: Outlook, labels: Labels, seed: int) -> Version:
    from tenure.explain.sentiment import keep as write
    from tenure.explain.sentiment import learn

    counts = labels.counts()
    known = latest(outlook, KIND, _FORM)
    if known is not None and not _due(known, counts):
        return known
    models = {one: learn(one, labels.sample(one), seed) for one in _LANGUAGES}
    return keep(outlook, KIND, _FORM, lambda folder: write(models, folder), texts=counts)


def _due(known: Version, counts: dict[str, int]) -> bool:
    """Say whether there is far more to learn from than there was."""
    before = known.about["texts"]
    return any(counts.get(one, 0) > _GROWN * before.get(one, 0) for one in _LANGUAGES)


def _scores(models: "dict[str, Sentiment]", batch: dict[str, list[Any]]) -> "pa.Table":
    import numpy as np
    import pyarrow as pa

    praise = np.full(len(batch["digest"]), np.nan)
    languages = np.array(batch["language"], object)
    for language, model in models.items():
        own = np.flatnonzero(languages == language)
        lemmas = [batch["lemmas"][at].split() for at in own] if model.linear is None else []
        praise[own] = model.praise([batch["text"][at] for at in own], lemmas)
    return pa.table({"digest": batch["digest"], "praise": pa.array(praise, from_pandas=True)})
