"""What customers wrote, read once: masked, in words, with what smells of leaving.

Each text is read when it is first seen, and kept in the store under the digest of its words, not
under whose it is. The same words are read once, however often they are said.
"""

from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from tenure.company.asked import Asked, Question
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
_TEXTS = ("digest", "language", "text", "lemmas")
_CODE = ("explain/text", "explain/risk_words", "explain/tokens.py")
_HITS = ("digest", "phrase", "kind", "sentence")


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
        return told.inner_join(self._kept("texts"), "digest")

    @property
    def hits(self) -> "ir.Table":
        """Every risk word: whose text, when, where; phrase, kind and its sentence (masked)."""
        told = self.said.drop("text", "language")
        return told.inner_join(self._kept("hits"), "digest")

    def read(self) -> int:
        """Read every text that has not been read yet; return how many there were."""
        import pyarrow.parquet as pq

        data = self.outlook.rule.data
        waiting = data.store.scratch / f"texts-{uuid4().hex[:8]}.parquet"
        data.engine.write_parquet(self._new(), waiting, metric="texts")
        reader, number = self._reader(), 0
        with pq.ParquetFile(waiting) as file:
            batches = file.iter_batches(_BATCH)
            while part := list(islice(batches, _PART)):
                number += self._write(reader, part)
        waiting.unlink()
        return number

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
        return once.anti_join(self._kept("texts"), "digest").order_by("digest")

    def _reader(self) -> "Reader":
        from tenure.explain.text import Lexicon, Reader

        own = self.outlook.rule.data.definitions.risk_words
        return Reader(Lexicon.shipped().edited(own.add, own.remove))

    @cached_property
    def _folder(self) -> Path:
        """Where the texts lie that this code has read with these risk words; parts are added."""
        data = self.outlook.rule.data
        store, own = data.store, data.definitions.fingerprint("risk_words")
        key = store.key("texts", fingerprint_code(*_CODE), own)
        return store.entry("texts", key, lambda folder: _write_part(folder / "none", [], []))

    def _kept(self, kind: str) -> "ir.Table":
        parts = (one for one in self._folder.iterdir() if one.is_dir() and one.name[0] != ".")
        paths = sorted(one / f"{kind}.parquet" for one in parts)
        name = f"{kind}_{self._folder.name[:8]}_{len(paths)}"
        table = self.outlook.rule.data.engine.scan_parquet(paths, name=name)
        return table.select(*[one for one in table.columns if not one.startswith("_")])

    def _write(self, reader: "Reader", batches: "list[pa.RecordBatch]") -> int:
        read: list[dict[str, object]] = []
        hits: list[dict[str, object]] = []
        for batch in batches:
            columns = batch.to_pydict()
            found = reader.read(columns["text"], columns["language"])
            for digest, one in zip(columns["digest"], found, strict=True):
                if one is not None:
                    read.append(_row(digest, one))
                    hits += [{"digest": digest, **asdict(hit)} for hit in one.hits]
        partial = self._folder / f".{uuid4().hex}"
        _write_part(partial, read, hits)
        partial.rename(self._folder / uuid4().hex)
        return len(read)


def _row(digest: str, read: "Read") -> dict[str, object]:
    lemmas = " ".join(read.lemmas)
    return {"digest": digest, "language": read.language, "text": read.text, "lemmas": lemmas}


def _write_part(
    folder: Path, read: "list[dict[str, object]]", hits: "list[dict[str, object]]"
) -> None:
    """Write what was read into a new folder."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir()
    for name, rows, columns in (("texts", read, _TEXTS), ("hits", hits, _HITS)):
        schema = pa.schema([(column, pa.string()) for column in columns])
        table = pa.Table.from_pylist(rows, schema=schema)
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
