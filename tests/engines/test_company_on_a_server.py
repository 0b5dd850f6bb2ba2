"""A company whose tables lie on a server: the same questions, the same answers, nothing written."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from engines import companies
from engines.companies import TODAY
from engines.test_same_on_every_engine import assert_same
from tenure.company import Company
from tenure.engines import connect
from tenure.errors import EngineError, SourceError
from tenure.measure.result import Result


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company with its tables in files, on the embedded engine."""
    return companies.in_files(tmp_path_factory.mktemp("files"), "inactive")


@pytest.fixture(scope="module")
def on_postgres(files: Path, postgres_url: str) -> Path:
    """The same company with its tables in a database."""
    return companies.in_database(files, postgres_url, schema="shop")


ASKED: dict[str, Callable[[Company], Result]] = {
    "attrition by region": lambda company: company.attrition(by="region"),
    "retention": lambda company: company.retention(),
    "attrition by week": lambda company: company.attrition("week"),
    "attrition of some": lambda company: company.attrition(where="region = '서울'"),
}


def _answers(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    with Company.open(path, today=TODAY) as company:
        for name, ask in ASKED.items():
            yield name, ask(company).rows


def test_a_company_on_a_server_has_the_same_answers(files: Path, on_postgres: Path) -> None:
    wanted = dict(_answers(files))
    for name, found in _answers(on_postgres):
        assert wanted[name], name
        assert_same(found, wanted[name])


def test_the_script_can_be_run_by_itself(on_postgres: Path, postgres_url: str) -> None:
    with Company.open(on_postgres, today=TODAY) as company:
        answer = company.attrition()
    with psycopg.connect(postgres_url) as database:
        rows = database.execute(answer.sql).fetchall()
    assert len(rows) == len(answer.rows) > 0


def test_nothing_is_written_to_the_database(on_postgres: Path, postgres_url: str) -> None:
    listed = "SELECT oid, relname, relfilenode FROM pg_class ORDER BY oid"
    with psycopg.connect(postgres_url, autocommit=True) as database:
        before = database.execute(listed).fetchall()
        dict(_answers(on_postgres))
        assert database.execute(listed).fetchall() == before


def test_the_session_cannot_write(postgres: Any) -> None:
    with psycopg.connect(postgres.url, autocommit=True) as database:
        database.execute("CREATE SEQUENCE IF NOT EXISTS any_numbers")
    with pytest.raises(psycopg.Error, match="read-only transaction"):
        postgres.rows("SELECT nextval('any_numbers')")


def test_rows_that_are_no_aggregate_are_refused(postgres_url: str) -> None:
    from tenure.engines.postgres import Postgres

    engine = Postgres(postgres_url, most_rows=1000)
    with pytest.raises(EngineError, match="more than 1,000 rows; only aggregates"):
        engine.rows("SELECT * FROM generate_series(1, 100000)")
    assert engine.rows("SELECT count(*) FROM generate_series(1, 100000)").num_rows == 1
    engine.close()


def test_a_file_is_refused_with_what_to_do(on_postgres: Path, files: Path) -> None:
    text = on_postgres.read_text("utf-8")
    path = on_postgres.with_name("with_file.toml")
    source = (files.parent / "data" / "events.csv").as_posix()
    query = 'sql = "SELECT * FROM shop.events"'
    path.write_text(text.replace(query, f'from = "{source}"'), "utf-8")
    with pytest.raises(SourceError, match="postgres cannot read the file events.csv"):
        Company.open(path, today=TODAY)


def test_an_error_shows_no_value_of_a_row(postgres: Any, spark: Any) -> None:
    for engine in (postgres, spark):
        rows = engine.view(_text("geheim"), "secrets")
        wrong = rows.select(number=rows.text.cast("int64"))
        with pytest.raises(EngineError) as raised:
            engine.execute(wrong, metric="cast")
        assert "geheim" not in str(raised.value)
        assert raised.value.engine == engine.name


def _text(value: str) -> Any:
    import ibis

    return ibis.memtable({"text": [value]}, schema={"text": "string"})


def test_a_server_that_is_not_there_is_an_engine_error() -> None:
    with pytest.raises(EngineError, match="connect on postgres"):
        connect("postgres://nobody@127.0.0.1:1/none")
