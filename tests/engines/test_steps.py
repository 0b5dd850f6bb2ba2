"""Queries within a query: named for a reader, or only where that saves work."""

import duckdb
import pytest
import sqlglot

from tenure.engines.compiling import with_shared_steps, with_steps

QUERY = """
SELECT a.n, b.n AS m
FROM (SELECT n + 1 AS n FROM (SELECT 1 AS n UNION ALL SELECT 2) AS u) AS a
JOIN (SELECT n FROM (SELECT n * 2 AS n FROM (SELECT 1 AS n UNION ALL SELECT 2) AS w) AS v) AS b
ON a.n = b.n
"""


@pytest.mark.parametrize(("named", "steps"), [(with_steps, 4), (with_shared_steps, 1)])
def test_only_what_is_used_twice_needs_a_name(named, steps):
    """The two rows 1 and 2 are asked for twice: once a row more, once doubled."""
    query = named(sqlglot.parse_one(QUERY, dialect="duckdb"))
    assert len(query.ctes) == steps
    assert duckdb.sql(query.sql("duckdb")).fetchall() == [(2, 2)]


def test_nothing_shared_leaves_no_with():
    query = with_shared_steps(sqlglot.parse_one("SELECT n FROM (SELECT 1 AS n) AS u"))
    assert query.sql() == "SELECT n FROM (SELECT 1 AS n) AS u"
