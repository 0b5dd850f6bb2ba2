"""What customers wrote, read once: masked, in words, with what smells of leaving.

Each text is read when it is first seen, and kept in the store under the digest of its words, not
under whose it is. The same words are read once, however often they are said.
"""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.asked import Asked, Question
from tenure.company.explanations.parts import Parts
from tenure.company.metrics.whose import of_units
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.store import fingerprint_code

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.explain.text import Read, Reader

_SOURCES = {"feedback": ("feedback_id", "given_at"), "tickets": ("ticket_id", "opened_at")}
_BATCH = 4_096
"""Texts that are read at once."""
_PART = 25
"""Batches in a part: so much of its reading a killed run loses at most."""
_COLUMNS = {
    "texts": ("digest", "language", "text", "lemmas"),
    "hits": ("digest", "phrase", "kind", "sentence"),
}
_CODE = ("explain/text", "explain/risk_words", "explain/tokens.py")


def texts(outlook: Outlook) -> "Texts":
    """Read what has not been read yet, and return the texts known as of an outlook.

    Raises MetricError for a company that has no texts.
    """
    found = Texts(outlook)
    found.read()
    return found


@dataclass(frozen=True)
class Texts:
    """The texts of a company, as of an outlook."""

    outlook: Outlook

    @cached_property
    def said(self) -> "ir.Table":
        """Every text with whose it is and when: one row a row of feedback and tickets."""
        import ibis

        found = [told for name in _SOURCES if (told := self._of(name)) is not None]
        if not found:
            raise MetricError(
                "there are no texts: neither feedback nor tickets have a column 'text'",
                hint="map it: [tables.feedback] columns = { text = … }",
            )
        return ibis.union(*found) if len(found) > 1 else found[0]

    @property
    def rows(self) -> "ir.Table":
        """Every text as it was read, one row a row of feedback and tickets.

        text_id, table, customer_id, unit_id, at (local), source, score, digest; language, text
        (masked), lemmas (parted by spaces).
        """
        told = self.said.drop("text", "language")
        return told.inner_join(self._parts.rows("texts"), "digest")

    @property
    def hits(self) -> "ir.Table":
        """Every risk word: whose text, when, where; phrase, kind and its sentence (masked)."""
        told = self.said.drop("text", "language")
        return told.inner_join(self._parts.rows("hits"), "digest")

    def read(self) -> int:
        """Read every text that has not been read yet; return how many there were."""

        def read(batch: dict[str, list[Any]]) -> "dict[str, pa.Table]":
            return _tables(batch["digest"], self._reader.read(batch["text"], batch["language"]))

        return self._parts.add(self._new, read, batch=_BATCH, most=_PART)

    def _of(self, name: str) -> "ir.Table | None":
        """Return the texts of a table; None where it has none."""
        table = self.outlook.rule.data.tables.get(name)
        if table is None or "text" not in table.columns:
            return None
        import ibis

        key, instant = _SOURCES[name]
        rule, observed = self.outlook.rule, self.outlook.observed
        known = rule.known(name, observed)
        known = known.mutate(user_id=known.customer_id)
        rows = of_units(Asked(rule, Question("onboarding", as_of=observed.last)), known)
        rows = rows.filter(rows.text.strip() != "")

        def own(column: str, kind: str) -> "ir.Value":
            return rows[column] if column in rows.columns else ibis.null(kind)

        return rows.select(
            text_id=own(key, "string").cast("string"),
            table=ibis.literal(name),
            customer_id=rows.user_id,
            unit_id=rows.customer_id,
            at=rule.data.calendar.local(rows[instant], observed),
            source=ibis.literal("ticket") if name == "tickets" else own("source", "string"),
            score=own("score", "float64").cast("float64"),
            language=own("language", "string"),
            digest=rows.text.hexdigest("sha256"),
            text=rows.text,
        )

    def _new(self) -> "ir.Table":
        """Return each text that was not read yet, once, in a fixed order."""
        said = self.said
        once = said.group_by("digest").agg(text=said.text.min(), language=said.language.min())
        return once.anti_join(self._parts.rows("texts"), "digest").order_by("digest")

    @cached_property
    def _reader(self) -> "Reader":
        from tenure.explain.text import Lexicon, Reader

        own = self.outlook.rule.data.definitions.risk_words
        return Reader(Lexicon.shipped().edited(own.add, own.remove))

    @cached_property
    def _parts(self) -> Parts:
        """The texts that this code has read with these risk words."""
        import pyarrow as pa

        data = self.outlook.rule.data
        own = data.definitions.fingerprint("risk_words")
        key = data.store.key("texts", fingerprint_code(*_CODE), own)
        schemas = {
            name: pa.schema([(column, pa.string()) for column in columns])
            for name, columns in _COLUMNS.items()
        }
        return Parts(self.outlook, "texts", key, schemas)


def _tables(digests: list[str], found: "list[Read | None]") -> "dict[str, pa.Table]":
    """Return what was read as the tables that are kept."""
    import pyarrow as pa

    read = [(digest, one) for digest, one in zip(digests, found, strict=True) if one is not None]
    rows = {
        "texts": [
            {
                "digest": digest,
                "language": one.language,
                "text": one.text,
                "lemmas": " ".join(one.lemmas),
            }
            for digest, one in read
        ],
        "hits": [{"digest": digest, **asdict(hit)} for digest, one in read for hit in one.hits],
    }
    return {
        name: pa.table({column: [row[column] for row in own] for column in _COLUMNS[name]})
        for name, own in rows.items()
    }
