"""Every text's themes, found once; themes are learnt when it is time, and keep their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.marks import Marks
from tenure.company.explanations.texts import Texts, texts
from tenure.company.explanations.versions import Version, keep, latest
from tenure.company.predictions.kept import kept as once
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.store import fingerprint_code

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.explain.themes import Said, Themes

KIND = "themes"
LANGUAGES = ("en", "ko")
_FORM = 2
_NEWEST = 2_000
"""New texts that are looked at to see whether the themes still fit, at most."""


@dataclass(frozen=True)
class Found:
    """Texts as of an outlook, and their themes; `different`: how many different ones by language.

    `marks`: one row a text and theme of it (digest, theme, main), and one with theme null for a
    text that has none.
    """

    texts: Texts
    models: "dict[str, Themes]"
    different: Mapping[str, int]
    marks: "ir.Table"

    @property
    def rows(self) -> "ir.Table":
        """The texts that are in a language with themes, as `Texts.rows` has them."""
        rows = self.texts.rows
        return rows.filter(rows.language.isin(list(self.models) or [""]))

    @property
    def themed(self) -> "ir.Table":
        """The same, one row a text and theme of it, with theme and main."""
        marks = self.marks.filter(self.marks.theme.notnull())
        return self.rows.inner_join(marks, "digest")

    @property
    def titles(self) -> dict[str, Mapping[str, str]]:
        """The titles of every theme by its code."""
        return {theme.code: theme.title for model in self.models.values() for theme in model.themes}


def assigned(outlook: Outlook, seed: int = 0, *, quoted: bool = True) -> Found:
    """Find the themes of texts that were not looked at yet; learn first where that is due.

    Themes come with their typical sentences if `quoted`. Raises MetricError for a company that
    has no texts.
    """
    said = texts(outlook)
    different = _different(said)
    return _found(said, different, _version(outlook, said, different, seed), quoted=quoted)


def known(outlook: Outlook) -> Found | None:
    """Find the themes of texts by those that are kept, without learning; None where none are."""
    version = latest(outlook, KIND, _FORM)
    if version is None:
        return None
    try:
        said = texts(outlook)
    except MetricError:
        return None
    return _found(said, _different(said), version)


def _found(
    said: Texts, different: Mapping[str, int], version: Version, *, quoted: bool = True
) -> Found:
    from tenure.explain.themes import kept

    models = _models(said, version) if quoted else kept(version.folder)
    key = f"{version.name} {fingerprint_code('explain/themes', 'explain/text')}"
    marks = Marks(said.outlook, KIND, key, _schema())
    marks.add(said.rows, lambda batch: _themes(models, batch))
    return Found(said, models, different, marks.rows())


def _models(said: Texts, version: Version) -> "dict[str, Themes]":
    """Return the themes, with those of their sentences whose text is still there."""
    from tenure.explain.themes import kept, quoted

    digests = quoted(version.folder)
    if not digests:
        return kept(version.folder)
    rows = said.rows
    there = rows.filter(rows.text.hexdigest("sha256").isin(digests)).select("text").distinct()
    found = said.outlook.rule.data.engine.execute(there.order_by("text"), metric=KIND)
    return kept(version.folder, [str(one) for one in found["text"].to_pylist()])


def _version(outlook: Outlook, said: Texts, different: Mapping[str, int], seed: int) -> Version:
    from tenure.explain.themes import keep as write
    from tenure.explain.themes import kept, learn

    known = latest(outlook, KIND, _FORM)
    before = kept(known.folder) if known else {}
    if known and not _due(said, known, before, different):
        return known
    samples = {one: _sample(said, one) for one in LANGUAGES}
    found = {one: learn(one, samples[one], before.get(one), seed=seed) for one in LANGUAGES}
    learnt = {language: one for language, one in found.items() if one is not None}
    shown = {language: one.texts for language, one in samples.items()}

    def build(folder: Path) -> None:
        write(learnt, folder, shown)

    return keep(outlook, KIND, _FORM, build, texts=dict(different))


def _due(
    said: Texts, known: Version, models: "dict[str, Themes]", different: Mapping[str, int]
) -> bool:
    """Say whether a language got enough texts, or its new texts fit its themes no more."""
    from tenure.explain.themes import LEAST_TEXTS, moved_on

    if dict(different) == known.about["texts"]:
        return False
    for language in LANGUAGES:
        if language not in models:
            grown = different.get(language, 0) > known.about["texts"].get(language, 0)
            if grown and different.get(language, 0) >= LEAST_TEXTS:
                return True
        elif moved_on(models[language], _newest(said, known, language)):
            return True
    return False


def _newest(said: Texts, known: Version, language: str) -> list[list[str]]:
    """Return the lemmas of texts that were first written after the themes were learnt."""
    rows = said.rows.filter(said.rows.language == language)
    once = rows.group_by("digest").agg(first=rows.at.min(), lemmas=rows.lemmas.min())
    later = once.filter(once["first"].cast("date") > known.until)
    drawn = later.order_by("digest").limit(_NEWEST).select("lemmas")
    table = said.outlook.rule.data.engine.execute(drawn, metric=KIND)
    return [str(lemmas).split() for lemmas in table["lemmas"].to_pylist()]


def _sample(said: Texts, language: str) -> "Said":
    """Return different texts of a language, evenly drawn where they are too many."""
    from tenure.explain.themes import MOST_TEXTS, Said

    rows = said.rows.filter(said.rows.language == language)
    once = rows.select("digest", "text", "lemmas").distinct()
    drawn = once.order_by("digest").limit(MOST_TEXTS)
    table = said.outlook.rule.data.engine.execute(drawn, metric=KIND)
    told = table.to_pydict()
    return Said(told["text"], [one.split() for one in told["lemmas"]])


def _different(said: Texts) -> dict[str, int]:
    """Return how many different texts there are by language, counted once."""

    def counted() -> dict[str, int]:
        rows = said.rows
        by = rows.group_by("language").agg(n=rows.digest.nunique()).order_by("language")
        found = said.outlook.rule.data.engine.execute(by, metric=KIND).to_pylist()
        return {row["language"]: row["n"] for row in found if row["language"]}

    return dict(once(said.outlook, "different", counted))


def _themes(models: "dict[str, Themes]", batch: dict[str, list[Any]]) -> "pa.Table":
    import numpy as np
    import pyarrow as pa

    parts = []
    languages = np.array(batch["language"], object)
    digests = np.array(batch["digest"], object)
    without = np.ones(len(digests), bool)
    for language, model in models.items():
        own = np.flatnonzero(languages == language)
        found = model.assign([batch["lemmas"][at].split() for at in own])
        text, theme = np.nonzero(found.has)
        codes = np.array([one.code for one in model.themes], object)
        without[own[text]] = False
        columns = [digests[own[text]], codes[theme], found.main[text] == theme]
        parts.append(pa.table(dict(zip(("digest", "theme", "main"), columns, strict=True))))
    none = {"digest": digests[without], "theme": pa.nulls(int(without.sum()), pa.string())}
    parts.append(pa.table({**none, "main": pa.nulls(int(without.sum()), pa.bool_())}))
    return pa.concat_tables([one.cast(_schema()) for one in parts])


def _schema() -> "pa.Schema":
    import pyarrow as pa

    types = {"digest": pa.string(), "theme": pa.string(), "main": pa.bool_()}
    return pa.schema([pa.field(name, kind) for name, kind in types.items()])
