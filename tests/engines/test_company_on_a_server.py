"""A company whose tables lie on a server: the same questions, the same answers, nothing written."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from engines.test_same_on_every_engine import assert_same
from support import tiny
from tenure.company import Company
from tenure.engines import connect
from tenure.errors import EngineError, SourceError
from tenure.measure.result import Result

TODAY = date(2024, 7, 1)
TABLES = ("customers", "accounts", "subscriptions", "events")
FEWER = ("customers", "events")
"""On Spark every look at a table takes a second."""

_IDEAL = '[ideal_customer]\nwhere = "size >= 500"\n'
_KINDS = {"seconds": "bigint", "size": "bigint", "mrr": "double precision", "auto_renew": "boolean"}


def _kind(table: str, column: str) -> str:
    if column.endswith("_at"):
        return "timestamp" if table == "events" else "date"
    return _KINDS.get(column, "text")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company with its tables in files, on the embedded engine."""
    return tiny.write(tmp_path_factory.mktemp("files"), "inactive")


@pytest.fixture(scope="module")
def on_postgres(files: Path, postgres_url: str) -> Path:
    """The same company with its tables in a database."""
    with psycopg.connect(postgres_url, autocommit=True) as database:
        for name in TABLES:
            text = (files.parent / "data" / f"{name}.csv").read_text("utf-8")
            columns = text.split("\n", 1)[0].split(",")
            listed = ", ".join(f"{column} {_kind(name, column)}" for column in columns)
            database.execute(f"DROP TABLE IF EXISTS {name}; CREATE TABLE {name} ({listed})")
            copy = f"COPY {name} FROM STDIN (FORMAT csv, HEADER)"
            with database.cursor() as cursor, cursor.copy(copy) as into:
                into.write(text)
    return _moved(files, files.parent / "on_postgres", postgres_url, "SELECT * FROM {name}")


@pytest.fixture(scope="module")
def on_spark(files: Path, spark_url: str) -> Path:
    """The same company with its tables in Parquet that the workers see."""
    folder = files.parent / "on_spark"
    (folder / "data").mkdir(parents=True)
    for name in FEWER:
        source = files.parent / "data" / f"{name}.csv"
        header = source.read_text("utf-8").split("\n", 1)[0].split(",")
        kinds = {column: _ARROW[_kind(name, column)] for column in header}
        options = pyarrow.csv.ConvertOptions(column_types=kinds, strings_can_be_null=True)
        rows = pyarrow.csv.read_csv(source, convert_options=options)
        pa.parquet.write_table(rows, folder / "data" / f"{name}.parquet")
    path = _moved(files, folder, spark_url, None)
    text = path.read_text("utf-8")
    for name in sorted(set(TABLES) - set(FEWER)):
        text = re.sub(rf"\[tables\.{name}\]\n[^\[]*", "", text)
    path.write_text(text.replace('"큰 고객" = "size >= 500"\n', "").replace(_IDEAL, ""), "utf-8")
    return path


_ARROW = {
    "bigint": pa.int64(),
    "double precision": pa.float64(),
    "boolean": pa.bool_(),
    "text": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


def _moved(files: Path, folder: Path, url: str, query: str | None) -> Path:
    """Write the tenure.toml of the company for another engine."""
    folder.mkdir(exist_ok=True)
    text = files.read_text("utf-8").replace("[engine]\n", f'[engine]\nurl = "{url}"\n')
    kept = []
    for line in text.split("\n"):
        if line.startswith('from = "data/') and query:
            name = line.split("/")[1].split(".")[0]
            kept.append(f'sql = "{query.format(name=name)}"')
        elif not line.startswith("dates = "):
            kept.append(line.replace(".csv", ".parquet"))
    path = folder / "tenure.toml"
    path.write_text("\n".join(kept), encoding="utf-8")
    return path


ASKED: dict[str, Callable[[Company], Result]] = {
    "attrition by region": lambda company: company.attrition(by="region"),
    "retention": lambda company: company.retention(),
    "attrition by week": lambda company: company.attrition("week"),
    "attrition of some": lambda company: company.attrition(where="region = '서울'"),
}


def _answers(path: Path, number: int = len(ASKED)) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Answer the first few questions."""
    with Company.open(path, today=TODAY) as company:
        for name in list(ASKED)[:number]:
            yield name, ASKED[name](company).rows


@pytest.mark.parametrize(("place", "number"), [("on_postgres", 4), ("on_spark", 2)])
def test_a_company_on_a_server_has_the_same_answers(
    request: pytest.FixtureRequest, files: Path, place: str, number: int
) -> None:
    wanted = dict(_answers(files, number))
    for name, found in _answers(request.getfixturevalue(place), number):
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
    query = 'sql = "SELECT * FROM events"'
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
