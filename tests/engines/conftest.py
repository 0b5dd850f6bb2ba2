"""One of each engine for all tests; started when the first test asks for it."""

import logging
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engines import servers
from tenure.engines import Engine, connect

QUICK = re.compile(
    r"test_(snapshots|support_matrix|compiled_once|steps)"
    r"|test_same_on_every_engine.*(\[postgres-|test_every_lack)"
    r"|test_every_metric.*\[postgres-inactive-(mrr|service|regrettable|onboarding|renewals)-whole"
    r"|test_every_metric.*(\[spark-inactive-attrition-whole|test_every_lack)"
)
"""What `make test` runs; `make test-engines` runs all of it."""

SPARK = {
    "spark.driver.memory": "512m",
    "spark.driver.maxResultSize": "4m",
    "spark.driver.host": servers.LOCAL,
    "spark.driver.bindAddress": servers.LOCAL,
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.executor.memory": "512m",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",  # for ten rows, compiling costs more than it saves
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what needs a server in one worker, Spark in another, so that each is started once."""
    for item in items:
        if item.path.parent.name == "engines":
            clustered = "spark" in item.nodeid or "spark" in getattr(item, "fixturenames", ())
            item.add_marker(pytest.mark.xdist_group("spark" if clustered else "engines"))
            item.add_marker(pytest.mark.timeout(900))  # a cluster on a busy machine takes its time
            if not QUICK.search(item.nodeid):
                item.add_marker(pytest.mark.engines)


def _needs(find: Callable[[], object]) -> None:
    """Skip without a server's programs on a person's machine; fail in CI."""
    try:
        find()
    except servers.MissingError as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    _needs(servers.postgres_programs)
    with servers.postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def spark_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    _needs(servers.java)
    with servers.spark(tmp_path_factory.mktemp("spark")) as url:
        yield url + "?" + "&".join(f"{name}={value}" for name, value in SPARK.items())


@pytest.fixture(scope="session")
def postgres(postgres_url: str) -> Iterator[Engine]:
    opened = connect(postgres_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def spark(spark_url: str) -> Iterator[Engine]:
    logging.getLogger("py4j").setLevel(logging.ERROR)
    opened = connect(spark_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def clickhouse() -> Any:
    from engines.chdb_engine import ChDB

    return ChDB()


@pytest.fixture
def other(request: pytest.FixtureRequest) -> Any:
    """The engine that a test is parametrized with, by name."""
    return request.getfixturevalue(request.param)
