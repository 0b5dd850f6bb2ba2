"""Texts are read once, masked, and only those that were known; risk words come with sentences."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Barrier

import pyarrow.parquet as pq
import pytest

from support import tiny
from tenure.company import Company
from tenure.company.explanations import alerts as told
from tenure.company.explanations import texts as module
from tenure.company.explanations.parts import Parts
from tenure.company.explanations.texts import Texts, texts
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError

FEEDBACK = """\
feedback_id,customer_id,given_at,source,score,text
f1,c01,2024-06-03,nps,9,정말 만족해요
f2,c02,2024-03-14,exit,1,"최악이에요. 다시는 안 써요. 010-1234-5678로 전화 주세요"
f3,c03,2024-06-20,review,2,This is terrible. Write to eve.lindqvist@example.com
f4,c04,2024-06-21,nps,,
f5,c05,2024-06-28,review,1,This is terrible. Write to eve.lindqvist@example.com
f6,c01,2024-07-20,nps,1,해지할게요
"""
TICKETS = """\
ticket_id,customer_id,opened_at,text
f1,c07,2024-06-25,해지하고 싶어요. 어떻게 하나요?
"""
_TABLES = """
[tables.feedback]
from = "data/feedback.csv"
dates = "%Y-%m-%d"

[tables.tickets]
from = "data/tickets.csv"
dates = "%Y-%m-%d"
"""


def _write(folder: Path, feedback: str = FEEDBACK) -> Path:
    path = tiny.write(folder, "contract", more=_TABLES)
    (folder / "data" / "feedback.csv").write_text(feedback, encoding="utf-8")
    (folder / "data" / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    return path


@contextmanager
def _opened(path: Path, as_of: date | None = None) -> Iterator[Outlook]:
    with Company.open(path, today=date(2024, 7, 1)) as company:
        yield Outlook(company.rule, as_of)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("said") / "shop")


def _rows(outlook: Outlook, table: str = "rows") -> list[dict[str, object]]:
    found = getattr(texts(outlook), table)
    return list(outlook.rule.data.engine.execute(found, metric="test").to_pylist())


def test_every_text_that_was_known_has_a_row(path: Path) -> None:
    with _opened(path) as outlook:
        rows = {(row["table"], row["text_id"]): row for row in _rows(outlook)}
    keys = [("feedback", "f1"), ("feedback", "f2"), ("feedback", "f3"), ("feedback", "f5")]
    assert sorted(rows) == [*keys, ("tickets", "f1")]
    ticket = rows["tickets", "f1"]
    assert (ticket["source"], ticket["score"], ticket["language"]) == ("ticket", None, "ko")
    assert rows["feedback", "f3"]["language"] == "en"
    assert rows["feedback", "f1"]["score"] == 9


def test_an_earlier_day_knows_less(path: Path) -> None:
    with _opened(path, date(2024, 6, 10)) as outlook:
        assert sorted(str(row["text_id"]) for row in _rows(outlook)) == ["f1", "f2"]


def test_what_names_a_person_is_nowhere_in_the_store(path: Path) -> None:
    with _opened(path) as outlook:
        rows = _rows(outlook)
        hits = _rows(outlook, "hits")
        folder = outlook.rule.data.store.root / "entries" / "texts"
    kept = [pq.read_table(one).to_pylist() for one in folder.rglob("*.parquet")]
    assert any(kept)
    for secret in ("1234-5678", "lindqvist"):
        assert secret not in repr([rows, hits, kept])


def test_the_same_words_are_read_once_and_never_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _opened(_write(path.parent.parent / "again")) as outlook:
        assert Texts(outlook).read() == 4
        assert Texts(outlook).read() == 0
        monkeypatch.setattr(Texts, "_new", None)  # it is known that all are there: nothing is asked
        assert Texts(outlook).read() == 0
    monkeypatch.undo()
    more = FEEDBACK + "f7,c09,2024-06-29,nps,3,가격이 너무 비싸요\n"
    with _opened(_write(path.parent.parent / "again", more)) as outlook:
        assert Texts(outlook).read() == 1


def test_a_killed_reading_leaves_what_it_had_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH", 1)
    monkeypatch.setattr(module, "_PART", 1)
    whole = Parts._part
    parts: list[int] = []

    def killed(self: Parts, *batches: object) -> None:
        if len(parts) == 2:
            raise KeyboardInterrupt
        parts.append(1)
        whole(self, *batches)  # type: ignore[arg-type]

    with _opened(_write(path.parent.parent / "killed")) as outlook:
        monkeypatch.setattr(Parts, "_part", killed)
        with pytest.raises(KeyboardInterrupt):
            Texts(outlook).read()
        monkeypatch.setattr(Parts, "_part", whole)
        assert Texts(outlook).read() == 2
        assert len(_rows(outlook)) == 5


def test_two_who_read_at_once_read_each_text_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find nothing read; the second waits for the first, and finds it all there."""
    some = FEEDBACK.splitlines(keepends=True)
    path, together = _write(tmp_path / "shop", "".join([some[0], some[3]])), Barrier(2)
    (tmp_path / "shop" / "data" / "tickets.csv").write_text(TICKETS.splitlines()[0] + "\n")
    read = Texts.read

    def at_once(self: Texts) -> int:
        together.wait(60)
        return read(self)

    def told(_: int) -> int:
        with _opened(path) as outlook:
            return len(_rows(outlook))

    with monkeypatch.context() as patched, ThreadPoolExecutor(2) as both:
        patched.setattr(Texts, "read", at_once)
        list(both.map(told, range(2)))
    assert told(0) == 1


def test_without_texts_it_is_said_what_to_map(tmp_path: Path) -> None:
    with _opened(tiny.write(tmp_path, "contract")) as outlook:
        with pytest.raises(MetricError, match="there are no texts") as error:
            texts(outlook)
        assert "text = " in (error.value.hint or "")


def test_alerts_are_the_newest_sentences_one_a_row(path: Path) -> None:
    with _opened(path) as outlook:
        found = told.alerts(outlook, since_days=30)
    rows = [(row["at"][:10], row["unit_id"], row["source"]) for row in found.rows]
    assert rows[:2] == [("2024-06-28", "c05", "review"), ("2024-06-25", "c07", "ticket")]
    assert len(rows) == len(set(rows))
    assert "terrible" in found.rows[0]["sentence"]
    assert found.rows[0]["risk"] is None


def test_alerts_are_of_those_who_are_asked_about(path: Path) -> None:
    with _opened(path) as outlook:
        found = told.alerts(outlook, since_days=180, where="region = '서울'")
    assert {row["unit_id"] for row in found.rows} <= {"c01", "c02", "c06", "c09", "c11"}
    assert "c02" in {row["unit_id"] for row in found.rows}


def test_risk_words_are_counted_of_all_texts(path: Path) -> None:
    """In June: f1 and f3 and f5 and the ticket; terrible in f3 and f5, leaving in the ticket."""
    with _opened(path) as outlook:
        rows = {(row["period_start"], row["kind"]): row for row in told.risk_words(outlook).rows}
    june = rows[date(2024, 6, 1), "terrible"]
    assert (june["texts"], june["texts_with"], june["customers"]) == (4, 2, 2)
    assert june["share"] == 0.5
    assert june["share_low"] < 0.5 < june["share_high"]
    assert rows[date(2024, 6, 1), "leaving"]["texts_with"] == 1
    assert rows[date(2024, 3, 1), "never_again"]["texts"] == 1


def test_a_company_adds_and_removes_risk_words(path: Path) -> None:
    more = '\n[risk_words]\nremove = ["terrible"]\nadd = { praise = ["정말 만족하다"] }\n'
    own = _write(path.parent.parent / "words")
    own.write_text(own.read_text("utf-8") + more, encoding="utf-8")
    with _opened(own) as outlook:
        kinds = {row["kind"] for row in told.risk_words(outlook).rows}
        phrases = {str(row["phrase"]) for row in _rows(outlook, "hits")}
    assert "praise" in kinds
    assert "terrible" not in phrases
