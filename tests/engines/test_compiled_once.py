"""Compiling costs more than running small questions: rows and SQL come from one compilation."""

from typing import Any

import pytest
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

from engines.cases import inactive, returned
from tenure.engines import Engine


def test_rows_and_script_of_an_expression_are_compiled_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[Any] = []
    of_ibis = DuckDBCompiler.to_sqlglot

    def counted(self: Any, expression: Any, **options: Any) -> Any:
        compiled.append(expression)
        return of_ibis(self, expression, **options)

    monkeypatch.setattr(DuckDBCompiler, "to_sqlglot", counted)
    first, second = inactive(), returned()
    rows = engine.execute(first, metric="attrition")
    script = engine.script(first)
    assert len(compiled) == 1
    engine.execute(second, metric="retention")
    assert engine.script(first) == script
    assert len(compiled) == 3
    assert engine.execute(first, metric="attrition").equals(rows)
